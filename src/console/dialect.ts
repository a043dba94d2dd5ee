import { SQLDialect } from '@codemirror/lang-sql'

/** What reads in DuckDB 0.9.1: words that only change something are not offered, since nothing can be changed here. */
export const DUCKDB = SQLDialect.define({
  keywords:
    'all analyze and any as asc asof between by case cast collate columns cross cube describe desc distinct else end escape except ' +
    'exclude exists explain filter first following from full glob group grouping having ilike in inner intersect interval is join ' +
    'lateral left like limit natural not nulls offset on or order outer over partition pivot positional preceding qualify range ' +
    'recursive replace right rollup rows sample select semi anti sets show similar summarize table tablesample then ties to try_cast ' +
    'unbounded union unpivot using values when where window with last',
  builtin:
    'abs approx_count_distinct approx_quantile arg_max arg_min avg bool_and bool_or ceil coalesce concat contains corr count ' +
    'current_date date_part dense_rank epoch floor format greatest histogram ifnull instr lag lead least left length list ' +
    'list_extract ln log lower lpad max mean median min mode nullif percent_rank quantile quantile_cont random rank regexp_extract ' +
    'regexp_matches regexp_replace repeat right round row_number split_part sqrt starts_with stddev string_agg substring sum trim ' +
    'typeof unnest upper variance',
  types:
    'bigint blob bool boolean date decimal double float hugeint int integer numeric real smallint struct text time timestamp ' +
    'tinyint ubigint uinteger usmallint utinyint uuid varchar',
  doubleDollarQuotedStrings: true,
  operatorChars: '+-*/<>=~!@#%^&|`?',
})
