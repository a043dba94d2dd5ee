import { LICENCE_FAMILIES, type LicenceFamily } from '../pair/licence'
import type { NsfwClass } from '../pair/pair'
import { ROLES, type Role, type RoleOverrides } from '../pair/role'
import { columnParameter, readColumnFilters } from './column-url'
import { readPlace } from './place'
import { EMPTY_QUERY, MAX_COLUMN, withFilter, type Filter, type FilterKind, type Query, type Sort } from './query'
import { encodeSearch, readSearch } from './search-url'

/**
 * What the page shows, as its address says it. It lives in the fragment, which browsers never send: addresses of
 * private data, signed links and searches stay out of the static host's logs. Consent is never part of it.
 */
export interface Location {
  /** As the person gave it, or {@link SAMPLE}, or {@link LOCAL}; null on the start page. */
  readonly source: string | null
  readonly query: Query
  /** The model that made the embeddings, as the person says where nothing else does. */
  readonly model: string | null
  /** The person's own choice of columns; null: as recognised. */
  readonly roles: RoleOverrides | null
  /** The place of the pair that is looked at closely, as its engine writes it. */
  readonly open: string | null
  /** What the data was when the link was made, as `takeaway/fingerprint.ts` writes it. The link alone has it, and no later address. */
  readonly data: string | null
}

/** The embedded sample. */
export const SAMPLE = 'sample'
/** Files of the person's own computer, which no address can hold. */
export const LOCAL = 'local'

export const START: Location = { source: null, query: EMPTY_QUERY, model: null, roles: null, open: null, data: null }

const SORTS: { readonly [S in Sort]: string } = {
  dataset: '',
  'similarity-descending': '-similarity',
  'similarity-ascending': 'similarity',
}

/** Readable, yet whole when pasted into a chat: only what ends a link or a parameter is escaped. */
function escape(text: string): string {
  const wellFormed = text.replace(/\p{Surrogate}/gu, '�')
  return encodeURIComponent(wellFormed)
    .replace(/%(?:2F|3A|2C|40|3F)/g, decodeURIComponent)
    .replaceAll('%20', '+')
    .replace(/[()'!*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function unescape(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

function filterParameters(filter: Filter): [string, string][] {
  switch (filter.kind) {
    case 'nsfw':
      return [['nsfw', filter.classes.join('.')]]
    case 'licence':
      return [['licence', filter.families.join('.')]]
    case 'similarity':
      return [['sim', `${filter.min}..${filter.max}`], ...(filter.missing ? ([['missing', '1']] satisfies [string, string][]) : [])]
    case 'caption':
      return [['caption', filter.contains]]
    case 'size':
      return [['min', `${filter.minWidth}x${filter.minHeight}`]]
    case 'range':
    case 'values':
      return [columnParameter(filter)]
  }
}

/** `#/`, or `#/?src=…&nsfw=0.1&sim=0.3..0.5&open=3_1024`: the same for equal locations. */
export function encodeLocation({ source, query, model, roles, open, data }: Location): string {
  const parameters: [string, string][] = []
  if (source !== null) parameters.push(['src', source])
  if (model !== null) parameters.push(['model', model])
  if (roles !== null) parameters.push(['roles', encodeRoles(roles)])
  if (query.search) parameters.push(...encodeSearch(query.search))
  parameters.push(...query.filters.flatMap(filterParameters))
  if (query.sort !== 'dataset') parameters.push(['sort', SORTS[query.sort]])
  if (open !== null) parameters.push(['open', open])
  if (data !== null) parameters.push(['data', data])
  return parameters.length === 0
    ? '#/'
    : `#/?${parameters.map(([name, value]) => `${escape(name).replaceAll('%2A', '*')}=${escape(value)}`).join('&')}`
}

/** Reads any fragment; what it cannot read it leaves out. */
export function decodeLocation(hash: string): Location {
  const list: [string, string][] = []
  for (const part of hash.replace(/^#?\/?\??/, '').split('&')) {
    const equals = part.indexOf('=')
    if (equals > 0) list.push([unescape(part.slice(0, equals)), unescape(part.slice(equals + 1))])
  }
  const parameters = new Map(list)
  const source = parameters.get('src') ?? ''
  if (source.trim() === '') return START
  const filters = [...Object.values(READERS).map((read) => read(parameters)), ...readColumnFilters(list)].filter(
    (filter) => filter !== null,
  )
  const sort = (Object.keys(SORTS) as Sort[]).find((name) => SORTS[name] === (parameters.get('sort') ?? '')) ?? 'dataset'
  const query = filters.reduce(withFilter, { ...EMPTY_QUERY, sort, search: readSearch(list) })
  const model = parameters.get('model')?.trim() ?? ''
  return {
    source,
    query,
    model: model === '' ? null : model.slice(0, 200),
    roles: decodeRoles(parameters.get('roles') ?? ''),
    open: readPlace(parameters.get('open') ?? ''),
    data: /^[\w.-]{1,200}$/.exec(parameters.get('data') ?? '')?.[0] ?? null,
  }
}

/** `caption:alt_text,picture:`, the same for equal choices. */
export function encodeRoles(roles: RoleOverrides): string {
  // Names of columns may hold anything: what parts the list is escaped.
  const name = (path: string) => path.replace(/[%,:]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)
  return ROLES.flatMap((role) => (roles[role] === undefined ? [] : [`${role}:${name(roles[role])}`])).join(',')
}

/** The inverse of {@link encodeRoles}; null when nothing can be read. */
export function decodeRoles(text: string): RoleOverrides | null {
  const roles: { [R in Role]?: string } = {}
  for (const part of text.split(',')) {
    const [name, path] = part.split(':')
    const role = ROLES.find((known) => known === name)
    if (role && path !== undefined && path.length <= MAX_COLUMN) roles[role] = path.replace(/%(25|2c|3a)/gi, decodeURIComponent)
  }
  return Object.keys(roles).length > 0 ? roles : null
}

type Parameters = ReadonlyMap<string, string>

function readNsfw(parameters: Parameters): Filter | null {
  const words = new Set((parameters.get('nsfw') ?? '').split(/[.,]/))
  const classes = ([0, 1, 2, 3] satisfies NsfwClass[]).filter((index) => words.has(String(index)))
  return classes.length > 0 ? { kind: 'nsfw', classes } : null
}

// Longest first: a family's name can hold another's, and `apache-2.0` even the separator.
const FAMILY = new RegExp(
  `(?<=^|[.,])(?:${[...LICENCE_FAMILIES]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace('.', '\\.'))
    .join('|')})(?=$|[.,])`,
  'g',
)

function readLicence(parameters: Parameters): Filter | null {
  const words = new Set((parameters.get('licence') ?? '').match(FAMILY))
  const families: LicenceFamily[] = LICENCE_FAMILIES.filter((family) => words.has(family))
  return families.length > 0 ? { kind: 'licence', families } : null
}

function readSimilarity(parameters: Parameters): Filter | null {
  const match = /^(\d[\d.e-]{0,24}?)\.\.(\d[\d.e-]{0,24})$/.exec(parameters.get('sim') ?? '')
  const min = Number(match?.[1] ?? NaN)
  const max = Number(match?.[2] ?? NaN)
  return min >= 0 && min <= max && max <= 1 ? { kind: 'similarity', min, max, missing: parameters.get('missing') === '1' } : null
}

function readCaption(parameters: Parameters): Filter | null {
  const contains = parameters.get('caption') ?? ''
  return contains === '' ? null : { kind: 'caption', contains }
}

function readSize(parameters: Parameters): Filter | null {
  const match = /^(\d{1,6})x(\d{1,6})$/.exec(parameters.get('min') ?? '')
  const minWidth = Number(match?.[1] ?? 0)
  const minHeight = Number(match?.[2] ?? 0)
  return minWidth > 0 || minHeight > 0 ? { kind: 'size', minWidth, minHeight } : null
}

/** The inverse of {@link filterParameters}, for every kind of filter; null where a link says none. */
const READERS: { readonly [K in FilterKind]: (parameters: Parameters) => Filter | null } = {
  nsfw: readNsfw,
  licence: readLicence,
  similarity: readSimilarity,
  caption: readCaption,
  size: readSize,
}

/** Whether they show the same. The set that a query is restricted to is in no link, and makes a difference all the same. */
export function showSame(a: Location, b: Location): boolean {
  return encodeLocation(a) === encodeLocation(b) && a.query.within?.id === b.query.within?.id
}

/** `next`, with the query of `previous` itself when they ask the same: whoever compares by identity sees no change. */
export function keepQuery(previous: Location, next: Location): Location {
  return showSame({ ...previous, open: null, data: null }, { ...next, open: null, data: null }) ? { ...next, query: previous.query } : next
}

/** Without the set of pairs that its query is restricted to where that is of another dataset, or of another opening of it. */
export function dropForeignKeys(previous: Location, next: Location): Location {
  const opened = ({ source, roles }: Location) => encodeLocation({ ...START, source, roles })
  return opened(previous) === opened(next) ? next : { ...next, query: { ...next.query, within: null } }
}
