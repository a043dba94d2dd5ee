import { NSFW_CLASSES } from '../../src/pair/pair'
import { withoutFilter, type Filter, type FilterKind, type Query } from '../../src/query/query'

const TAG = `CASE WHEN NSFW IN ('UNLIKELY', 'UNSURE', 'NSFW') THEN NSFW ELSE 'UNTAGGED' END`
const SIMILARITY = '(CASE WHEN similarity >= 0 AND similarity <= 1 THEN similarity END)'
const FAMILY =
  `CASE WHEN LICENSE IS NULL OR LICENSE IN ('', '?') THEN 'unknown' ELSE regexp_extract(LICENSE, ` +
  `'creativecommons.org/(?:licenses|publicdomain)/([a-z-]+)', 1) END`

function condition(filter: Filter): string {
  switch (filter.kind) {
    case 'nsfw':
      return `${TAG} IN (${filter.classes.map((index) => `'${NSFW_CLASSES[index]}'`).join(', ')})`
    case 'licence':
      return `${FAMILY} IN (${filter.families.map((family) => `'${family === 'cc0' ? 'zero' : family}'`).join(', ')})`
    case 'similarity':
      return `(${SIMILARITY} BETWEEN ${filter.min} AND ${filter.max}${filter.missing ? ` OR ${SIMILARITY} IS NULL` : ''})`
    case 'size':
      return `WIDTH >= ${filter.minWidth} AND HEIGHT >= ${filter.minHeight}`
    case 'caption':
    case 'range':
    case 'values':
      throw new Error('The bench does not filter by captions or columns without a role: that reads other columns.')
  }
}

function where(query: Query, except?: FilterKind): string {
  const { filters } = except ? withoutFilter(query, except) : query
  return filters.length === 0 ? '' : `WHERE ${filters.map(condition).join(' AND ')}`
}

/** The columns that counts need, loaded once as a person would who means to ask many questions. */
export function loadSql(url: string): string {
  return `CREATE TABLE t AS SELECT NSFW, LICENSE, similarity, WIDTH, HEIGHT FROM read_parquet('${url}')`
}

/** The counts of the filter panel as one would write them in SQL: the first gives the matching rows. */
export function facetSql(query: Query): readonly string[] {
  return [
    `SELECT count(*) AS n FROM t ${where(query)}`,
    `SELECT ${TAG} AS tag, count(*) AS n FROM t ${where(query, 'nsfw')} GROUP BY 1`,
    `SELECT ${FAMILY} AS family, count(*) AS n FROM t ${where(query, 'licence')} GROUP BY 1`,
    `SELECT least(49, floor(${SIMILARITY} * 50)) AS bin, count(*) AS n FROM t ${where(query, 'similarity')} GROUP BY 1`,
  ]
}
