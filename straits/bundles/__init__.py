"""Bundles: counts that one study's custodian signs and another's opens (docs/exchange.md).

The format and its keys, as pure functions of bytes and tables: nothing here reads a store.
"""
