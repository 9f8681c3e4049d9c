// The words of DuckDB 2.0.1: duckdb_keywords(), duckdb_types() and duckdb_functions().

export const keywords = `
  all analyse analyze and anti any array as asc ascending asof asymmetric at authorization
  between bigint binary bit boolean both by case cast char character check coalesce collate
  collation column columns concurrently constraint create cross cube current dec decimal
  default deferrable desc describe distinct do else end escape except exclude exists extract
  false fetch filter first float following for foreign freeze from full generated glob group
  grouping grouping_id having ignore ilike in initially inner inout int integer intersect
  interval into is isnull join lambda last lateral leading left like limit map national natural
  nchar none not notnull null nullif nulls numeric offset on only or order out outer over
  overlaps overlay partition pivot pivot_longer pivot_wider placing position positional
  preceding precision primary qualify range real recursive references replace returning right
  rollup row rows select semi setof show similar smallint some struct substring summarize
  symmetric table tablesample temp then time timestamp to trailing treat trim true try_cast
  tuple unbounded union unique unpack unpivot using values varchar variadic verbose view when
  where window with within xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces
  xmlparse xmlpi xmlroot xmlserialize xmltable
`.trim().split(/\s+/);

export const types = `
  array bigint bignum binary bit bitstring blob bool boolean bpchar bytea char date datetime
  dec decimal double enum float float4 float8 geometry guid hugeint int int1 int128 int16 int2
  int32 int4 int64 int8 integer integral interval json list logical long map null numeric
  nvarchar oid parquet_variant real row short signed smallint string struct text time time_ns
  timestamp timestamp_ms timestamp_ns timestamp_s timestamp_us timestamptz timestamptz_ns
  timetz tinyint tuple type ubigint uhugeint uint128 uint16 uint32 uint64 uint8 uinteger union
  usmallint utinyint uuid varbinary varchar variant varint
`.trim().split(/\s+/);

export const functions = `
  abs acos acosh add age aggregate ago alias any_value apply approx_count_distinct
  approx_quantile approx_top_k arbitrary arg_max arg_max_null arg_max_nulls_last arg_min
  arg_min_null arg_min_nulls_last argmax argmin array_agg array_aggr array_aggregate
  array_append array_apply array_cat array_concat array_contains array_cosine_distance
  array_cosine_similarity array_cross_product array_distance array_distinct array_dot_product
  array_extract array_filter array_grade_up array_has array_has_all array_has_any array_indexof
  array_inner_product array_intersect array_length array_negative_dot_product
  array_negative_inner_product array_pop_back array_pop_front array_position array_prepend
  array_push_back array_push_front array_reduce array_resize array_reverse array_reverse_sort
  array_select array_slice array_sort array_to_json array_to_string
  array_to_string_comma_default array_transform array_unique array_value array_where array_zip
  ascii asin asinh assert_true atan atan2 atanh avg base64 bin binom bit_and bit_count
  bit_length bit_or bit_position bit_xor bitstring bitstring_agg bitstring_byte_comparable
  bool_and bool_or can_cast_implicitly cardinality cast_to_type cbrt ceil ceiling century
  char_length character_length chr collate_aa collate_af collate_am collate_ar collate_ar_sa
  collate_as collate_az collate_bal collate_be collate_bg collate_blo collate_bn collate_bo
  collate_br collate_bs collate_ca collate_ceb collate_chr collate_cs collate_cu collate_cy
  collate_da collate_de collate_de_at collate_dsb collate_dz collate_ee collate_el collate_en
  collate_en_us collate_eo collate_es collate_et collate_fa collate_fa_af collate_ff collate_fi
  collate_fil collate_fo collate_fr collate_fr_ca collate_fy collate_ga collate_gl collate_gu
  collate_ha collate_haw collate_he collate_he_il collate_hi collate_hr collate_hsb collate_hu
  collate_hy collate_id collate_id_id collate_ig collate_is collate_it collate_ja collate_ka
  collate_kk collate_kl collate_km collate_kn collate_ko collate_kok collate_ku collate_ky
  collate_lb collate_lij collate_lkt collate_ln collate_lo collate_lt collate_lv collate_mk
  collate_ml collate_mn collate_mr collate_ms collate_mt collate_my collate_nb collate_nb_no
  collate_ne collate_nl collate_nn collate_no collate_noaccent collate_nso collate_om
  collate_or collate_pa collate_pa_in collate_pl collate_ps collate_pt collate_ro collate_ru
  collate_sa collate_se collate_sgs collate_si collate_sk collate_sl collate_smn collate_sq
  collate_sr collate_sr_ba collate_sr_me collate_sr_rs collate_ssy collate_st collate_sv
  collate_sw collate_ta collate_te collate_th collate_tk collate_tn collate_to collate_tr
  collate_ug collate_uk collate_ur collate_uz collate_vi collate_vo collate_wae collate_wo
  collate_xh collate_yi collate_yo collate_zh collate_zh_cn collate_zh_hk collate_zh_mo
  collate_zh_sg collate_zh_tw collate_zu combine combine_aggr concat concat_ws constant_or_null
  contains corr cos cosh cot count count_if count_star countif covar_pop covar_samp
  create_sort_key current_catalog current_connection_id current_database current_date
  current_localtime current_localtimestamp current_query current_query_id current_role
  current_schema current_schemas current_transaction_id current_user damerau_levenshtein
  date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day
  dayname dayofmonth dayofweek dayofyear days_in_month decade decimal_average decimal_division
  decode degrees divide editdist3 element_at encode ends_with entropy epoch epoch_ms epoch_ns
  epoch_us equi_width_bins era error even exp factorial favg fdiv filter finalize first flatten
  floor fmod format format_bytes from_base64 from_binary from_hex from_json from_json_strict
  fsum gamma gcd gen_random_uuid generate_series generate_subscripts geomean geometric_mean
  get_bit get_block_size get_current_time get_current_timestamp get_type getvariable grade_up
  greatest greatest_common_divisor group_concat hamming hash hex histogram histogram_exact
  hive_partition_component hour if ilike_escape in_search_path index_key instr invoke
  is_histogram_other_bin isfinite isinf isnan isodow isoyear jaccard jaro_similarity
  jaro_winkler_similarity json julian kahan_sum kurtosis kurtosis_pop last last_day lcase lcm
  least least_common_multiple left left_grapheme len length length_grapheme levenshtein lgamma
  like_escape list list_aggr list_aggregate list_any_value list_append list_apply
  list_approx_count_distinct list_avg list_bit_and list_bit_or list_bit_xor list_bool_and
  list_bool_or list_cat list_concat list_contains list_cosine_distance list_cosine_similarity
  list_count list_distance list_distinct list_dot_product list_element list_entropy
  list_extract list_filter list_first list_grade_up list_has list_has_all list_has_any
  list_histogram list_indexof list_inner_product list_intersect list_kurtosis list_kurtosis_pop
  list_last list_mad list_max list_median list_min list_mode list_negative_dot_product
  list_negative_inner_product list_pack list_position list_prepend list_product list_reduce
  list_resize list_reverse list_reverse_sort list_select list_sem list_skewness list_slice
  list_sort list_stddev_pop list_stddev_samp list_string_agg list_sum list_transform
  list_unique list_value list_var_pop list_var_samp list_where list_zip listagg ln log log10
  log2 lower lpad ltrim lttb mad make_date make_time make_timestamp make_timestamp_ms
  make_timestamp_ns make_timestamptz make_type map max max_by md5 md5_number md5_number_lower
  md5_number_upper mean median microsecond millennium millisecond min min_by minute mismatches
  mod mode month monthname multiply nanosecond nextafter nfc_normalize normalized_interval
  not_ilike_escape not_like_escape now nullif octet_length ord overlay parse_dirname
  parse_dirpath parse_duckdb_log_message parse_filename parse_formatted_bytes parse_path
  path_join pi position pow power prefix printf product quantile quantile_cont quantile_disc
  quarter radians random range reduce regexp_escape regexp_extract regexp_extract_all
  regexp_full_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table
  regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy
  remap_struct repeat replace replace_type reservoir_quantile reverse right right_grapheme
  round round_even roundbankers row row_to_json rpad rtrim second sem session_user setseed
  setval sha1 sha256 sign signbit sin sinh skewness sleep_ms split split_part sqrt starts_with
  stats stddev stddev_pop stddev_samp str_split str_split_regex strftime string_agg
  string_split string_split_regex string_to_array strip_accents strlen strpos strptime substr
  substring substring_grapheme subtract suffix sum sum_no_overflow sumkahan switch tan tanh
  time_bucket timetz_byte_comparable timezone timezone_hour timezone_minute to_aggregate_state
  to_base to_base64 to_binary to_centuries to_days to_decades to_hex to_hours to_json
  to_microseconds to_millennia to_milliseconds to_minutes to_months to_quarters to_seconds
  to_timestamp to_weeks to_years today transaction_timestamp translate trim trunc try_strptime
  typeof ucase unbin unhex unicode unpivot_list upper url_decode url_encode user uuid
  uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7 var_pop var_samp variance
  variant_array_length variant_bytes_to_variant variant_comparator variant_contains
  variant_exists variant_extract variant_extract_string variant_group_array
  variant_group_object variant_keys variant_normalize variant_to_parquet_variant variant_type
  variant_typeof vector_type version vertex_extract wavg week weekday weekofyear weighted_avg
  write_log xor year yearweek
`.trim().split(/\s+/);
