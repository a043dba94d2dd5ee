import type { Faults } from '../server/faults'
import { CLOSED, DATA, NOWHERE } from '../test'
import { FILES, GROUP, pathOf, ROWS } from './shards'

/** How a dataset with one such shard and a good one ends. */
export type Ending =
  /** Every pair of both is there, as if nothing were wrong. */
  | 'all'
  /** Every pair of both is there, those of the shard from the file that it became: nothing is mixed. */
  | 'all of the later file'
  /** The same, from the one file or from the other. */
  | 'all of one file'
  /** The good one is shown; of the other this title and this way on are. `orAll`: or every pair of both is, as the break may come late. */
  | { readonly title: string; readonly wayOn: string; readonly orAll?: true }

export interface HostFault {
  /** As people call it; unique. */
  readonly name: string
  /** What the host does, in one sentence. */
  readonly does: string
  readonly faults?: Faults
  /** In place of the faulty host's file. */
  readonly url?: string
  readonly file?: Uint8Array
  readonly ends: Ending
  /** Rows of the file that it becomes. */
  readonly laterRows?: number
  /** Requests for the shard at most; where nothing is said, a dozen. */
  readonly requests?: number
  /** Bytes of the shard at most; where nothing is said, what two readings take. */
  readonly bytes?: number
  /** It takes a host's time limits to tell: such faults are tried side by side. */
  readonly slow?: true
}

/** A fault's name as a part of an address. */
export const slugOf = ({ name }: HostFault): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')

const SIZE = FILES.good.length
const told = (title: string, wayOn = 'Try again') => ({ title, wayOn })
const UNREACHABLE = told('The host did not answer')
const WAITING = told('The host keeps us waiting')
const STALLED = told('The host stopped in the middle of the file')
const BROKEN = told('The connection broke off')
const NOWHERE_TO = told('The address leads nowhere')
const BUSY = told('The host turns requests away for now')
const OTHER = told('The host answers with something else than it was asked for')
const DAMAGED = told('The file is cut off or damaged')
const NOT_PARQUET = told('This is not a Parquet file')
const CHANGED = told('The file changed while it was open')

/** Every way in which a host of shards is known to fail, by name. */
export const HOST_FAULTS: readonly HostFault[] = [
  { name: 'nothing wrong', does: 'What the others are compared with.', ends: 'all' },

  // Time
  { name: 'never answers', does: 'The host takes the request and says nothing.', faults: { hang: true }, slow: true, ends: WAITING },
  { name: 'answers late', does: 'Each answer comes after 10 seconds.', faults: { delayMs: 10_000 }, slow: true, ends: 'all' },
  {
    name: 'stalls before the body',
    does: 'Headers come, and then nothing.',
    faults: { cutBody: 0, breaks: 'stall' },
    slow: true,
    ends: STALLED,
  },
  {
    name: 'stalls in mid-body',
    does: 'Half of each answer comes, and then nothing.',
    faults: { cutBody: 4000, breaks: 'stall' },
    slow: true,
    ends: STALLED,
  },
  {
    name: 'drips',
    does: 'Bodies come 8 kB at a time with pauses of 200 ms.',
    faults: { drip: { bytes: 8000, everyMs: 200 } },
    slow: true,
    ends: 'all',
  },

  // Connections
  { name: 'unknown name', does: 'Nobody has a host of this name.', url: `${NOWHERE}/a.parquet`, ends: UNREACHABLE, requests: 0 },
  { name: 'closed port', does: 'The host refuses the connection.', url: `${CLOSED}/a.parquet`, ends: UNREACHABLE, requests: 0 },
  { name: 'resets at once', does: 'The connection is reset before an answer.', faults: { reset: true }, ends: UNREACHABLE },
  {
    name: 'resets behind the headers',
    does: 'The connection is reset before the body.',
    faults: { cutBody: 0, breaks: 'reset' },
    ends: BROKEN,
  },
  {
    name: 'resets in mid-body',
    does: 'The connection is reset in the middle of each body.',
    faults: { cutBody: 4000, breaks: 'reset' },
    ends: BROKEN,
  },
  { name: 'closes in mid-body', does: 'The connection ends in the middle of each body.', faults: { cutBody: 4000 }, ends: BROKEN },

  // Statuses
  { name: '401', does: 'The file needs a name and a password.', faults: { status: 401 }, ends: told('The host refused access (401)') },
  { name: '403', does: 'The file is kept back.', faults: { status: 403 }, ends: told('The host refused access (403)') },
  { name: '404', does: 'There is no such file.', faults: { status: 404 }, ends: told('There is no file at this address (404)') },
  { name: '410', does: 'The file is gone for good.', faults: { status: 410 }, ends: told('There is no file at this address (410)') },
  { name: '418', does: 'A status that means nothing here.', faults: { status: 418 }, ends: told('The host answered with an error (418)') },
  {
    name: '429 once',
    does: 'The host asks for a pause of a second, then answers.',
    faults: { status: 429, retryAfter: 1, times: 1 },
    ends: 'all',
  },
  {
    name: '429 without Retry-After',
    does: 'The host turns two requests away, then answers.',
    faults: { status: 429, times: 2 },
    ends: 'all',
  },
  {
    name: '429 always',
    does: 'The host turns every request away.',
    faults: { status: 429 },
    ends: BUSY,
  },
  {
    name: '500 always',
    does: 'The host fails with every request.',
    faults: { status: 500 },
    ends: told('The host answered with an error (500)'),
  },
  { name: '500 twice', does: 'The host fails twice, then answers.', faults: { status: 500, times: 2 }, ends: 'all' },
  {
    name: '502',
    does: 'A proxy stands before a host that is down.',
    faults: { status: 502 },
    ends: told('The host answered with an error (502)'),
  },
  {
    name: '503 with Retry-After',
    does: 'The host is busy and asks for a pause of a second.',
    faults: { status: 503, retryAfter: 1, times: 1 },
    ends: 'all',
  },

  // What pages may see
  {
    name: 'no CORS',
    does: 'No Access-Control headers are sent.',
    faults: { noCors: true },
    ends: told('The host does not let other pages read this file'),
  },
  { name: 'CORS for GET alone', does: 'HEAD has no Access-Control headers.', faults: { noCors: 'head' }, ends: 'all' },
  { name: 'nothing exposed', does: 'Content-Range is hidden from pages.', faults: { noExpose: true }, ends: 'all' },
  {
    name: 'nothing exposed, no HEAD',
    does: 'Content-Range is hidden, and HEAD is refused (405).',
    faults: { noExpose: true, noHead: true },
    ends: 'all',
  },

  // HEAD
  { name: 'no HEAD', does: 'HEAD is refused (405).', faults: { noHead: true }, ends: 'all' },
  { name: 'HEAD says too little', does: 'HEAD says a length 1,000 bytes short.', faults: { headOff: -1000 }, ends: 'all' },
  { name: 'HEAD says too much', does: 'HEAD says a length 1,000 bytes too long.', faults: { headOff: 1000 }, ends: 'all' },

  // Ranges
  {
    name: 'no Range',
    does: 'The whole file comes whatever is asked for.',
    faults: { noRange: true },
    ends: told('The host only sends the whole file', 'Download the whole file'),
  },
  { name: 'a range a byte off', does: 'Each range begins and ends a byte late, and says so.', faults: { rangeOff: [1, 1] }, ends: OTHER },
  { name: 'a range a byte short', does: 'Each range ends a byte early, and says so.', faults: { rangeOff: [0, -1] }, ends: DAMAGED },
  {
    name: 'a false Content-Range',
    does: 'The right bytes come, called by other places.',
    faults: { contentRange: 'wrong' },
    ends: OTHER,
  },
  { name: 'no Content-Range', does: 'A 206 does not say what it holds.', faults: { contentRange: 'absent' }, ends: 'all' },
  { name: 'a body too long', does: 'More bytes come than were asked for.', faults: { extraBytes: 1000 }, ends: 'all' },
  { name: 'a body too short', does: 'Fewer bytes come than Content-Range says.', faults: { extraBytes: -100 }, ends: DAMAGED },
  { name: 'multipart/byteranges', does: 'A single range comes wrapped as one of several.', faults: { multipart: true }, ends: OTHER },
  { name: '416 for good ranges', does: 'Every range is said to lie outside the file.', faults: { rangeStatus: 416 }, ends: CHANGED },
  { name: 'gzip on ranges', does: 'Ranges are sent with Content-Encoding: gzip.', faults: { gzip: true }, ends: OTHER },
  {
    name: 'Content-Length too large',
    does: 'More bytes are announced than come.',
    faults: { lengthOff: 500 },
    // All that is asked for comes before the connection breaks, but a browser may throw away what the page has not taken yet.
    ends: { ...BROKEN, orAll: true },
    bytes: 5 * SIZE,
  },
  { name: 'Content-Length too small', does: 'Fewer bytes are announced than were asked for.', faults: { lengthOff: -4 }, ends: DAMAGED },

  // Redirects
  {
    name: 'a web page in place',
    does: 'A login page comes with status 200.',
    faults: { html: true },
    ends: told('This is a web page'),
  },
  {
    name: 'redirect to another host',
    does: 'Each request is sent on to another host.',
    faults: { redirect: `${DATA}${pathOf('good')}` },
    ends: 'all',
  },
  {
    name: 'redirect to nowhere',
    does: 'Each request is sent on to a host that nobody has.',
    faults: { redirect: `${NOWHERE}/a.parquet` },
    ends: NOWHERE_TO,
  },
  { name: 'redirect loop', does: 'Each request is sent on to where it was.', faults: { hops: Infinity }, ends: NOWHERE_TO, requests: 70 },
  { name: 'five redirects', does: 'Each request is sent on five times.', faults: { hops: 5 }, ends: 'all' },
  { name: 'a signed link', does: 'Each request is sent on to a signed address.', faults: { signed: 'both' }, ends: 'all' },
  { name: 'signed for GET alone', does: 'HEAD of the signed address is refused (403).', faults: { signed: 'get-only' }, ends: 'all' },
  {
    name: 'a signature that runs out',
    does: 'A signed address is good for two requests.',
    faults: { signed: 'both', signedFor: 2 },
    ends: 'all',
  },

  // Content
  {
    name: 'changed in mid-scan',
    does: 'Another file of the same size is there after the first rows.',
    faults: { becomes: { path: pathOf('same'), when: 2 } },
    ends: 'all of the later file',
  },
  {
    name: 'grew in mid-scan',
    does: 'A larger file is there after the first rows.',
    faults: { becomes: { path: pathOf('larger'), when: 2 } },
    ends: 'all of the later file',
    laterRows: ROWS + GROUP,
    bytes: 5 * SIZE,
  },
  {
    name: 'shrank in mid-scan',
    does: 'A smaller file is there after the first rows.',
    faults: { becomes: { path: pathOf('smaller'), when: 2 } },
    ends: 'all of the later file',
    laterRows: ROWS - GROUP,
    bytes: 5 * SIZE,
  },
  {
    name: 'another schema in mid-scan',
    does: 'A file of other columns is there after the first rows.',
    faults: { becomes: { path: pathOf('other'), when: 2 } },
    ends: told('No column here can be shown as a pair', 'Choose columns…'),
  },
  {
    name: 'two copies in a cache',
    does: 'Every other answer comes from an older copy of the same size.',
    faults: { becomes: { path: pathOf('same'), when: 'every-other' } },
    ends: 'all of one file',
  },
  { name: 'Last-Modified alone', does: 'The file has a date and no ETag.', faults: { validator: 'date' }, ends: 'all' },
  { name: 'no validator', does: 'The file has neither date nor ETag.', faults: { validator: 'none' }, ends: 'all' },
  {
    name: 'weak ETags that differ',
    does: 'Each answer has another weak ETag, as from several servers.',
    faults: { validator: 'weak' },
    ends: 'all',
  },
  { name: 'truncated', does: 'The file ends in its middle, and says so.', faults: { cutFile: Math.floor(SIZE / 2) }, ends: DAMAGED },
  { name: 'zero bytes', does: 'The file is empty.', faults: { cutFile: 0 }, ends: told('This is a file of 0 bytes') },
  { name: 'garbage', does: 'The bytes mean nothing.', faults: { garbage: true }, ends: NOT_PARQUET },
  {
    name: 'columns of something else',
    does: 'A good Parquet file without a picture in it.',
    file: FILES.other,
    ends: told('No column here can be shown as a pair', 'Choose columns…'),
  },
]
