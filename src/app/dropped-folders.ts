import type { LocalFile } from '../dataset/local-files'

/** More files than a dataset has shards, fewer than would fill the memory with names. */
export const MOST_FILES = 20_000

export interface WalkedFiles {
  readonly files: readonly LocalFile[]
  /** There are more files than were looked at. */
  readonly cut: boolean
}

/**
 * The files in what was dropped, folders looked through level by level; hidden ones are passed over. `onFound` hears how many there are so
 * far. Rejects with the signal's reason.
 */
export async function walkEntries(
  entries: readonly FileSystemEntry[],
  signal: AbortSignal,
  onFound: (count: number) => void,
  most = MOST_FILES,
): Promise<WalkedFiles> {
  const files: LocalFile[] = []
  const waiting = [...entries]
  for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
    signal.throwIfAborted()
    if (files.length >= most) return { files, cut: true }
    if (isDirectory(entry)) waiting.push(...(await entriesOf(entry)).filter(({ name }) => !name.startsWith('.')))
    else if (isFile(entry)) {
      const file = await fileOf(entry)
      if (file) files.push({ path: entry.fullPath.replace(/^\//, ''), file })
      onFound(files.length)
    }
  }
  return { files, cut: false }
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

/** What lies in a folder; nothing where it may not be read. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const entries: FileSystemEntry[] = []
  // Browsers give a hundred or so at a time, and none after the last.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])))
    if (some.length === 0) return entries
    entries.push(...some)
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File | null> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(null)))
}
