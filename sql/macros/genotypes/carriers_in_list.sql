-- Number of carriers in a mask who have exactly these bits; a list that is null is empty.
create macro carriers_in_list(carriers, mask, bits) as
    coalesce(
        len(
            list_filter(
                carriers,
                lambda carrier: get_bit(mask, carrier // 4) = 1 and carrier & 3 = bits
            )
        ),
        0
    )
