import { describe, expect, it } from 'vitest'
import { walkEntries } from './dropped-folders'

type Tree = { readonly [name: string]: Tree | 'file' | 'unreadable' }

/** Entries as browsers give them: two at a time. */
function entriesOf(tree: Tree, path = ''): FileSystemEntry[] {
  return Object.entries(tree).map(([name, node]) => {
    const fullPath = `${path}/${name}`
    const entry = { name, fullPath, isFile: typeof node === 'string', isDirectory: typeof node !== 'string' }
    if (typeof node === 'string')
      return {
        ...entry,
        file: (found: (file: File) => void, failed: () => void) => (node === 'file' ? found(new File([], name)) : failed()),
      } as unknown as FileSystemEntry
    return {
      ...entry,
      createReader: () => {
        const left = entriesOf(node, fullPath)
        return { readEntries: (found: (entries: FileSystemEntry[]) => void) => found(left.splice(0, 2)) }
      },
    } as unknown as FileSystemEntry
  })
}

const never = new AbortController().signal

describe('dropped folders', () => {
  it('are looked through to the last file, hidden and unreadable ones passed over', async () => {
    const tree: Tree = {
      out: {
        'a.parquet': 'file',
        nested: { 'b.npy': 'file', 'c.npy': 'file', 'd.npy': 'file' },
        '.git': { x: 'file' },
        'gone.parquet': 'unreadable',
        empty: {},
      },
      'e.parquet': 'file',
    }
    const counts: number[] = []
    const { files, cut } = await walkEntries(entriesOf(tree), never, (count) => counts.push(count))
    expect(files.map(({ path }) => path).sort()).toEqual([
      'e.parquet',
      'out/a.parquet',
      'out/nested/b.npy',
      'out/nested/c.npy',
      'out/nested/d.npy',
    ])
    expect(cut).toBe(false)
    expect(counts.at(-1)).toBe(5)
  })

  it('are looked through up to a number of files, which is said', async () => {
    const tree: Tree = { out: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}.parquet`, 'file' as const])) }
    const { files, cut } = await walkEntries(entriesOf(tree), never, () => undefined, 5)
    expect([files.length, cut]).toEqual([5, true])
  })

  it('are left when the person says so', async () => {
    const stopped = new AbortController()
    const tree: Tree = { out: { a: 'file', b: 'file', c: 'file' } }
    await expect(walkEntries(entriesOf(tree), stopped.signal, () => stopped.abort())).rejects.toThrow()
  })
})
