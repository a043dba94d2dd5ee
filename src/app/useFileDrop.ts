import { useEffect, useState } from 'react'
import type { LocalFile } from '../dataset/local-files'
import { walkEntries } from './dropped-folders'

/** What is being held over the page, or looked through since it was dropped. */
export type FileDrop = { readonly kind: 'over' } | { readonly kind: 'walking'; readonly found: number; readonly stop: () => void }

/** Takes files and folders dropped anywhere on the page; null: nothing is being dropped. */
export function useFileDrop(onFiles: (files: readonly LocalFile[], cut: boolean) => void): FileDrop | null {
  const [drop, setDrop] = useState<FileDrop | null>(null)
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    let walk = new AbortController()
    const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false
    const hold = (event: DragEvent): void => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setDrop({ kind: 'over' })
    }
    const look = async (entries: readonly FileSystemEntry[]): Promise<void> => {
      walk.abort()
      walk = new AbortController()
      const stopped = AbortSignal.any([walk.signal, signal])
      const stop = (): void => {
        walk.abort()
        setDrop(null)
      }
      setDrop({ kind: 'walking', found: 0, stop })
      const { files, cut } = await walkEntries(entries, stopped, (found) => {
        // Of a hundred files: to say each would take longer than to find it.
        if (found % 100 === 0) setDrop({ kind: 'walking', found, stop })
      })
      setDrop(null)
      onFiles(files, cut)
    }
    window.addEventListener('dragenter', hold, { signal })
    window.addEventListener('dragover', hold, { signal })
    window.addEventListener(
      'dragleave',
      (event) => {
        // Only leaving the page itself has nothing it goes to.
        if (event.relatedTarget === null) setDrop(null)
      },
      { signal },
    )
    window.addEventListener(
      'drop',
      (event) => {
        if (!carriesFiles(event)) return
        event.preventDefault()
        setDrop(null)
        // The items are gone once this returns.
        const entries = [...(event.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
        if (entries.some(({ isDirectory }) => isDirectory)) look(entries).catch(() => undefined)
        else
          onFiles(
            [...(event.dataTransfer?.files ?? [])].map((file) => ({ path: file.name, file })),
            false,
          )
      },
      { signal },
    )
    return () => controller.abort()
  }, [onFiles])
  return drop
}
