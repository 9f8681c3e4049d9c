"""Outlines for what is not there, as paths in a box from -1 to 1: each absence has its own."""

# Not looked at: a short diagonal stroke, over a pale band.
STROKE = "M-0.7,0.9L0.7,-0.9"
# No record in the call set: a bracket, open upwards.
BRACKET = "M-1,-0.6L-1,0.6L1,0.6L1,-0.6"
# Withheld by the profile: a lock.
LOCK = "M-0.7,0L0.7,0L0.7,1L-0.7,1ZM-0.4,0L-0.4,-0.45A0.4,0.45,0,0,1,0.4,-0.45L0.4,0"

# The mark of each reason why a group has no frequency.
OF_ABSENCE = {"not_callable": STROKE, "not_in_call_set": BRACKET, "withheld": LOCK}
