import { KeptFile } from './kept-file'
import { parseLabel } from './kept-label'
import { LABELS, VECTORS } from './private-files'

/** Vectors of one dataset kept in this browser. */
export interface KeptVectors {
  /** '' where it may not be stored. */
  readonly name: string
  readonly bytes: number
  /** Epoch milliseconds; 0 when not known. */
  readonly lastUsed: number
  readonly files: readonly string[]
}

/** Tabs tell each other by it which files are to go. */
const CHANNEL = 'pairscope-forget-vectors'
/** A worker lets go of a file within a moment. */
const TRIES = 20
const PAUSE_MS = 100

/** Calls back when files are to be let go of, until the worker ends. */
export function onForget(listener: (files: readonly string[]) => Promise<void>): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data }: MessageEvent<readonly string[]>) => void listener(data)
}

/** What is kept, by dataset, the largest first; null where this browser has no private files. */
export async function keptVectors(): Promise<readonly KeptVectors[] | null> {
  try {
    const root = await navigator.storage.getDirectory()
    const labels = await root.getDirectoryHandle(LABELS, { create: true })
    const sets = new Map<string, { -readonly [K in keyof KeptVectors]: KeptVectors[K] }>()
    for await (const [file, handle] of (await root.getDirectoryHandle(VECTORS, { create: true })).entries()) {
      if (handle.kind !== 'file') continue
      const blob = await handle.getFile()
      const label = await textOf(labels, file).then(parseLabel)
      const key = JSON.stringify([label?.dataset, label?.name])
      const set = sets.get(key) ?? { name: label?.name ?? '', bytes: 0, lastUsed: 0, files: [] }
      const lastUsed = KeptFile.timeIn(await blob.slice(0, 8).arrayBuffer())
      sets.set(key, {
        name: set.name,
        bytes: set.bytes + blob.size,
        lastUsed: Math.max(set.lastUsed, lastUsed),
        files: [...set.files, file],
      })
    }
    return [...sets.values()].sort((a, b) => b.bytes - a.bytes)
  } catch {
    return null
  }
}

async function textOf(folder: FileSystemDirectoryHandle, name: string): Promise<string> {
  try {
    return await (await (await folder.getFileHandle(name)).getFile()).text()
  } catch {
    return ''
  }
}

/** Removes files, also from under a dataset that is open, here or in another tab: it fetches again what it needs. */
export async function forgetVectors(files: readonly string[]): Promise<void> {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(files)
  channel.close()
  const root = await navigator.storage.getDirectory()
  for (const folder of [VECTORS, LABELS]) {
    const handle = await root.getDirectoryHandle(folder, { create: true })
    for (const file of files) await removed(handle, file)
  }
}

/** One that stays in use stays: the list that is read next shows it. */
async function removed(folder: FileSystemDirectoryHandle, file: string): Promise<void> {
  for (let i = 0; i < TRIES; i++) {
    try {
      await folder.removeEntry(file)
      return
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotFoundError') return
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}
