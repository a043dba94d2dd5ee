/** What is wrong with a route, as a test sets it. Several may hold at once. */
export interface Faults {
  /** Besides the server's own delay. */
  readonly delayMs?: number
  /** Sends no Access-Control headers. */
  readonly noCors?: boolean
  /** Sends no Access-Control-Expose-Headers, as many hosts do: pages then cannot see Content-Range. */
  readonly noExpose?: boolean
  /** Answers HEAD with 405. */
  readonly noHead?: boolean
  /** Ignores Range: always 200 and everything. */
  readonly noRange?: boolean
  /** Answers with this status and no body of use. */
  readonly status?: number
  /** With `status`: only so many times, then all is well. */
  readonly times?: number
  /** A web page in place of the file. */
  readonly html?: boolean
  /** The file ends after so many bytes, and says so. */
  readonly cutFile?: number
  /** The connection breaks after so many bytes of a body. */
  readonly cutBody?: number
  /** Redirects (302) to a signed address; `get-only`: signed for GET, so its HEAD is 403. */
  readonly signed?: 'both' | 'get-only'
  /** Never answers. */
  readonly hang?: boolean
}

export const LOGIN_PAGE = '<!doctype html><html><head><title>Sign in</title></head><body><h1>Please sign in to go on</h1></body></html>'
