"""Lists of variants that somebody typed or brought along."""

from straits.queries.lists.variant_list_text import WrittenVariants, decoded, variants_in
from straits.queries.lists.variant_lists import MOST_VARIANTS, VariantList, variant_list

__all__ = [
    "MOST_VARIANTS", "VariantList", "WrittenVariants", "decoded", "variant_list", "variants_in",
]  # fmt: skip
