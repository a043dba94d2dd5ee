/** Where an export goes. Nothing is there under the file's name before `commit`, and nothing stays after `abort`. */
export interface Destination {
  /** As the person chose it. */
  readonly name: string
  /** Kept here until it is downloaded. */
  readonly isDownload: boolean
  /** Resolves once there is room for more. */
  write(chunk: Uint8Array<ArrayBuffer>): Promise<void>
  commit(): Promise<void>
  abort(): Promise<void>
  /** After `commit`: the file to be downloaded; null where it lies where the person chose. */
  file(): Promise<Blob | null>
  /** Forgets what was kept for the download. */
  discard(): Promise<void>
}

/** What TypeScript's DOM library does not know: https://wicg.github.io/file-system-access/ */
interface Picker {
  showSaveFilePicker?(options: { readonly suggestedName: string; readonly id: string }): Promise<PickedFile>
}
type PickedFile = FileSystemFileHandle & { remove?(): Promise<void> }

/** The browser's private folder for files on their way to a download. */
const FOLDER = 'exports-1'
const LOCK = 'pairscope export '

/**
 * Asks where to put a file, where the browser can write to the person's files; else it is kept in the browser's private ones until it is
 * downloaded. Called at a click, before anything is waited for. Null: the person chose nothing.
 */
export async function openDestination(name: string): Promise<Destination | null> {
  const picker = window as Picker
  if (picker.showSaveFilePicker) {
    try {
      return await intoFile(await picker.showSaveFilePicker({ suggestedName: name, id: 'pairscope-export' }))
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return null
      // Not allowed here, as in a frame of another page: then as a download.
    }
  }
  return (await intoPrivateFile(name).catch(() => null)) ?? intoMemory(name)
}

async function intoFile(handle: PickedFile): Promise<Destination> {
  // Written beside it, and put in its place when it is closed.
  const stream = await handle.createWritable()
  return {
    name: handle.name,
    isDownload: false,
    write: (chunk) => stream.write(chunk),
    commit: () => stream.close(),
    async abort() {
      await stream.abort()
      // The dialog of the browser has made an empty one.
      if ((await handle.getFile()).size === 0) await handle.remove?.()
    },
    file: () => Promise.resolve(null),
    discard: () => Promise.resolve(),
  }
}

async function intoPrivateFile(name: string): Promise<Destination | null> {
  if (!('createWritable' in FileSystemFileHandle.prototype)) return null
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true })
  const id = crypto.randomUUID()
  const release = hold(id)
  const handle = await folder.getFileHandle(id, { create: true })
  const stream = await handle.createWritable()
  const remove = async () => {
    release()
    await folder.removeEntry(id).catch(() => undefined)
  }
  return {
    name,
    isDownload: true,
    write: (chunk) => stream.write(chunk),
    commit: () => stream.close(),
    async abort() {
      await stream.abort().catch(() => undefined)
      await remove()
    },
    file: () => handle.getFile(),
    discard: remove,
  }
}

/** Browsers put large blobs on disk; where they do not, it is as large in memory. */
function intoMemory(name: string): Destination {
  let parts: Blob[] = []
  const forget = () => {
    parts = []
    return Promise.resolve()
  }
  return {
    name,
    isDownload: true,
    write(chunk) {
      parts.push(new Blob([chunk]))
      return Promise.resolve()
    },
    commit: () => Promise.resolve(),
    abort: forget,
    file: () => Promise.resolve(new Blob(parts)),
    discard: forget,
  }
}

/** Holds a lock for as long as the tab lives, or until it is let go. */
function hold(id: string): () => void {
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  navigator.locks.request(LOCK + id, () => held).catch(() => undefined)
  return release
}

/** Removes files of tabs that are gone. */
export async function removeLeftovers(): Promise<void> {
  try {
    const { held = [], pending = [] } = await navigator.locks.query()
    const alive = new Set([...held, ...pending].map((lock) => lock.name))
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER)
    for await (const name of folder.keys()) if (!alive.has(LOCK + name)) await folder.removeEntry(name).catch(() => undefined)
  } catch {
    // No private files, or none of ours.
  }
}

/** Hands a file over as a download. */
export function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Long enough for the browser to have taken it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
