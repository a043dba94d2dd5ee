/** What is wrong with a route, as a test sets it. Several may hold at once. */
export interface Faults {
  /** Besides the server's own delay. */
  readonly delayMs?: number
  /** Never answers. */
  readonly hang?: boolean
  /** Resets the connection in place of an answer. */
  readonly reset?: boolean

  /** Sends no Access-Control headers: to nothing, or to HEAD alone. */
  readonly noCors?: boolean | 'head'
  /** Sends no Access-Control-Expose-Headers, as many hosts do: pages then cannot see Content-Range. */
  readonly noExpose?: boolean
  /** Answers HEAD with 405. */
  readonly noHead?: boolean
  /** HEAD says a length that is so many bytes off. */
  readonly headOff?: number

  /** Answers with this status and no body of use. */
  readonly status?: number
  /** With `status`: only so many times, then all is well. */
  readonly times?: number
  /** With `status`: Retry-After, in seconds. */
  readonly retryAfter?: number
  /** A web page in place of the file. */
  readonly html?: boolean

  /** Redirects (302) to a signed address; `get-only`: signed for GET, so its HEAD is 403. */
  readonly signed?: 'both' | 'get-only'
  /** With `signed`: a signature is good for so many requests, and then 403. */
  readonly signedFor?: number
  /** Redirects (302) to another address. */
  readonly redirect?: string
  /** Redirects to itself so many times before it answers; Infinity for a loop. */
  readonly hops?: number

  /** Ignores Range: always 200 and everything. */
  readonly noRange?: boolean
  /** Answers a valid Range with this status. */
  readonly rangeStatus?: number
  /** Sends other bytes than were asked for, and says so: the first and the last are so many bytes off. */
  readonly rangeOff?: readonly [first: number, last: number]
  /** What a 206 says of itself: nothing, or that it holds other bytes than it does. */
  readonly contentRange?: 'absent' | 'wrong'
  /** Bytes after those that were asked for (below 0: missing ones), in a body whose Content-Length is right. */
  readonly extraBytes?: number
  /** A 206 as multipart/byteranges, although one range was asked for. */
  readonly multipart?: boolean

  /** The file ends after so many bytes, and says so. */
  readonly cutFile?: number
  /** Bytes of the same number in its place that mean nothing. */
  readonly garbage?: boolean
  /** The file of another path is there in its place: from the n-th GET on, or at every other GET, as from two copies of a cache. */
  readonly becomes?: { readonly path: string; readonly when: number | 'every-other' }
  /** What tells one version of a file from another: a strong ETag where nothing is said. `weak`: another one with each answer. */
  readonly validator?: 'date' | 'weak' | 'none'

  /** Content-Length is so many bytes off, and the connection ends after the body. */
  readonly lengthOff?: number
  /** Sends the body of ranges too with Content-Encoding: gzip. */
  readonly gzip?: boolean
  /** The connection breaks after so many bytes of a body. */
  readonly cutBody?: number
  /** With `cutBody`: how. Closed where nothing is said; `stall`: nothing more comes. */
  readonly breaks?: 'reset' | 'stall'
  /** Bodies come in pieces of so many bytes with a pause between them. */
  readonly drip?: { readonly bytes: number; readonly everyMs: number }
}

export const LOGIN_PAGE = '<!doctype html><html><head><title>Sign in</title></head><body><h1>Please sign in to go on</h1></body></html>'
