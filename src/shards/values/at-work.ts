let hear: (where: string | null) => void = () => undefined
let told: string | null = null
let depth = 0
let resting: ReturnType<typeof setTimeout> | undefined

/** Has somebody told which file is being decoded, before it is, and null afterwards: a hostile one may hold the thread for good. */
export function onDecoding(listener: (where: string | null) => void): void {
  hear = listener
}

/** Decodes a part of the file at `where`. */
export function decoding<T>(where: string, decode: () => T): T {
  if (told !== where) hear((told = where))
  depth += 1
  try {
    return decode()
  } finally {
    depth -= 1
    // Most often more of the same file follows at once.
    resting ??= setTimeout(() => {
      resting = undefined
      if (depth === 0 && told !== null) hear((told = null))
    })
  }
}
