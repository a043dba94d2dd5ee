/** One file of a {@link PrivateFiles}, read and written at once. */
export interface PrivateFile {
  readonly size: number
  /** Bytes read, fewer at the end. */
  read(into: Uint8Array, at: number): number
  /** Throws a QuotaExceededError when there is no room. */
  write(bytes: Uint8Array, at: number): void
  flush(): void
  close(): void
}

/** A flat folder of files by name. */
export interface PrivateFiles {
  /** Made when it is not there; null where somebody else, most often another tab, has it open. */
  open(name: string): Promise<PrivateFile | null>
  list(): Promise<readonly { readonly name: string; readonly bytes: number }[]>
  /** Of a file that is not open. Rejects where it stays, since another tab has it; one that is not there is no failure. */
  remove(name: string): Promise<void>
}

/** Reads and writes at once, in workers; TypeScript's DOM library does not know it. */
interface SyncAccessHandle {
  getSize(): number
  read(into: Uint8Array, options: { readonly at: number }): number
  write(bytes: Uint8Array, options: { readonly at: number }): number
  flush(): void
  close(): void
}

type SyncFile = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccessHandle> }

/** Folders of the browser's private files. A change of how blocks are laid out needs another name: what is kept is taken as it lies. */
export const VECTORS = 'vectors-1'
/** Whose each of the vectors' files is, by the same names. */
export const LABELS = 'vectors-1-labels'

/** One folder of the browser's private files; null where there are none, as in some private windows. Workers only. */
export async function openOpfs(name: string): Promise<PrivateFiles | null> {
  let folder: FileSystemDirectoryHandle
  try {
    folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true })
    // Not every browser that has the folder has the handles.
    if (!('createSyncAccessHandle' in FileSystemFileHandle.prototype)) return null
  } catch {
    return null
  }
  return {
    async open(name) {
      try {
        const handle = await ((await folder.getFileHandle(name, { create: true })) as SyncFile).createSyncAccessHandle()
        return {
          get size() {
            return handle.getSize()
          },
          read: (into, at) => handle.read(into, { at }),
          write: (bytes, at) => {
            // A full disk may also show as fewer bytes written.
            if (handle.write(bytes, { at }) < bytes.length) throw new DOMException('No room is left.', 'QuotaExceededError')
          },
          flush: () => handle.flush(),
          close: () => handle.close(),
        }
      } catch {
        return null
      }
    },
    async list() {
      const files: { name: string; bytes: number }[] = []
      for await (const [name, handle] of folder.entries()) {
        if (handle.kind === 'file') files.push({ name, bytes: (await handle.getFile()).size })
      }
      return files
    },
    remove: (name) =>
      folder.removeEntry(name).catch((error: unknown) => {
        if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error
      }),
  }
}

/** In memory, for browsers without private files: kept as long as the page is open. */
export function memoryFiles(): PrivateFiles {
  const files = new Map<string, { bytes: Uint8Array; size: number; open: boolean }>()
  return {
    open(name) {
      const file = files.get(name) ?? { bytes: new Uint8Array(0), size: 0, open: false }
      if (file.open) return Promise.resolve(null)
      file.open = true
      files.set(name, file)
      return Promise.resolve({
        get size() {
          return file.size
        },
        read(into, at) {
          const part = file.bytes.subarray(at, Math.min(file.size, at + into.length))
          into.set(part)
          return part.length
        },
        write(bytes, at) {
          const end = at + bytes.length
          if (end > file.bytes.length) {
            const larger = new Uint8Array(Math.max(end, file.bytes.length * 1.5))
            larger.set(file.bytes)
            file.bytes = larger
          }
          file.bytes.set(bytes, at)
          file.size = Math.max(file.size, end)
        },
        flush: () => undefined,
        close: () => void (file.open = false),
      })
    },
    list: () => Promise.resolve([...files].map(([name, { size }]) => ({ name, bytes: size }))),
    remove(name) {
      files.delete(name)
      return Promise.resolve()
    },
  }
}
