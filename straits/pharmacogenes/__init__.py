"""Which diplotypes of a pharmacogene the calls of people allow, as pure functions of arrays."""
