-- The number of an rsID, which is what stands behind "rs"; null of what is none.
create macro rsid_number(rsid) as
    try_cast(nullif(regexp_extract(rsid, '^rs([0-9]{1,18})$', 1), '') as bigint)
