-- Copies of an allele that the carriers in a mask have; a list that is null is empty.
--
-- A carrier is sample_index * 4 + bits: 1 = first allele, 2 = second, 3 = both.
create macro copies_in_list(carriers, mask) as
    coalesce(
        list_sum(
            list_transform(
                list_filter(carriers, lambda carrier: get_bit(mask, carrier // 4) = 1),
                lambda carrier: bit_count(carrier & 3)
            )
        ),
        0
    )
