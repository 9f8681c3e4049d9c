"""Studies, stores, sheets and screens that tests are made of."""
