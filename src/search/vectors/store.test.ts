import { describe, expect, it } from 'vitest'
import { memoryFiles, type PrivateFile, type PrivateFiles } from './private-files'
import { VectorStore } from './store'
import type { VectorFile } from './vector-file'

const WIDTH = 4
const BLOCK = 10
const ROWS = 25
/** Of a whole block, and at most of what else lies in a kept file. */
const BYTES = BLOCK * WIDTH * 2
const ROOM = 16

function fileNamed(id: string): VectorFile {
  const blocks = [0, 1, 2].map((index) => ({
    index,
    firstRow: index * BLOCK,
    rows: Math.min(BLOCK, ROWS - index * BLOCK),
    bytes: 0,
    requests: 1,
  }))
  const unread = () => Promise.reject(new Error('a store fetches nothing'))
  return {
    ref: { kind: 'npy', ref: { kind: 'remote', name: id, url: id } },
    id,
    rows: ROWS,
    width: WIDTH,
    blocks,
    read: unread,
    readRow: unread,
  }
}

const numberOf = (row: number, i: number) => row * WIDTH + i + 1
const halvesOf = (rows: readonly number[]) =>
  Uint16Array.from(rows.flatMap((row) => Array.from({ length: WIDTH }, (_, i) => numberOf(row, i))))
const blockOf = (index: number) => halvesOf(Array.from({ length: index === 2 ? 5 : BLOCK }, (_, i) => index * BLOCK + i))

/** A clock that goes on by one with every look at it. */
function clock(): () => number {
  let time = 0
  return () => ++time
}

async function fill(store: VectorStore, id: string, blocks = [0, 1, 2]): Promise<boolean[]> {
  const written: boolean[] = []
  for (const block of blocks) written.push(await store.write(fileNamed(id), block, blockOf(block)))
  return written
}

const names = async (files: PrivateFiles) => (await files.list()).map(({ name }) => name).sort()

/** A browser that is closed: what is in the files stays, nothing is open. */
function closable(files: PrivateFiles): { readonly files: PrivateFiles; readonly close: () => void } {
  const open = new Set<PrivateFile>()
  return {
    files: {
      ...files,
      async open(name) {
        const file = await files.open(name)
        if (file) open.add(file)
        return file
      },
    },
    close() {
      for (const file of open) file.close()
    },
  }
}

/** A disk on which the writes after the first `allowed` fail, having written half. */
function failing(files: PrivateFiles, allowed: number): PrivateFiles {
  let writes = 0
  return {
    ...files,
    async open(name) {
      const file = await files.open(name)
      return (
        file && {
          get size() {
            return file.size
          },
          read: (into, at) => file.read(into, at),
          flush: () => file.flush(),
          close: () => file.close(),
          write(bytes, at) {
            const fits = ++writes <= allowed
            file.write(fits ? bytes : bytes.subarray(0, bytes.length >> 1), at)
            if (!fits) throw new DOMException('No room is left.', 'QuotaExceededError')
          },
        }
      )
    },
  }
}

describe('a store of vectors', () => {
  it('gives back the blocks that were written, and no other', async () => {
    const store = new VectorStore(memoryFiles(), 1e6)
    expect(await fill(store, 'a', [0, 2])).toEqual([true, true])
    const kept = await store.of(fileNamed('a'))
    expect([0, 1, 2].map((block) => kept?.has(block))).toEqual([true, false, true])
    expect(kept?.read(0)).toEqual(blockOf(0))
    expect(kept?.read(1)).toBeNull()
    expect(kept?.read(2)).toEqual(blockOf(2))
    expect((await store.of(fileNamed('b')))?.read(0)).toBeNull()
  })

  it('gives single rows, across blocks, unless one of them is not kept', async () => {
    const store = new VectorStore(memoryFiles(), 1e6)
    await fill(store, 'a', [0, 2])
    const kept = await store.of(fileNamed('a'))
    expect(kept?.readRows(Uint32Array.of(0, 3, 9, 20, 24))).toEqual(halvesOf([0, 3, 9, 20, 24]))
    expect(kept?.readRows(Uint32Array.of(3, 12, 24))).toBeNull()
    expect(kept?.readRows(Uint32Array.of(24, ROWS))).toBeNull()
    expect(kept?.readRows(new Uint32Array(0))).toEqual(new Uint16Array(0))
  })

  it('keeps them when the browser is closed', async () => {
    const disk = memoryFiles()
    const first = closable(disk)
    await fill(new VectorStore(first.files, 1e6), 'a', [1, 2])
    first.close()
    const kept = await new VectorStore(disk, 1e6).of(fileNamed('a'))
    expect([0, 1, 2].map((block) => kept?.has(block))).toEqual([false, true, true])
    expect(kept?.read(1)).toEqual(blockOf(1))
  })

  it.each([1, 2])('does not count a block whose writing was cut short (at write %i)', async (allowed) => {
    const disk = memoryFiles()
    const first = closable(failing(disk, allowed))
    const written = await new VectorStore(first.files, 1e6).write(fileNamed('a'), 0, blockOf(0))
    first.close()
    const kept = await new VectorStore(disk, 1e6).of(fileNamed('a'))
    expect(written).toBe(false)
    expect([kept?.has(0), kept?.read(0)]).toEqual([false, null])
  })

  it('does without a file that another tab has open', async () => {
    const disk = memoryFiles()
    await fill(new VectorStore(disk, 1e6), 'a')
    const other = new VectorStore(disk, 1e6)
    expect(await other.of(fileNamed('a'))).toBeNull()
    expect(await other.write(fileNamed('a'), 0, blockOf(0))).toBe(false)
    expect(await other.write(fileNamed('b'), 0, blockOf(0))).toBe(true)
    expect(other.full).toBe(false)
  })

  it('says how many bytes it keeps, and lets go of all of them', async () => {
    const store = new VectorStore(memoryFiles(), 1e6)
    await fill(store, 'a')
    await fill(store, 'b', [0])
    const bytes = ROWS * WIDTH * 2 + BYTES
    expect(await store.bytes()).toBeGreaterThanOrEqual(bytes)
    expect(await store.bytes()).toBeLessThanOrEqual(bytes + 2 * ROOM)
    await store.forget()
    expect(await store.bytes()).toBe(0)
    expect((await store.of(fileNamed('a')))?.has(0)).toBe(false)
    expect(await fill(store, 'a')).toEqual([true, true, true])
  })
})

describe('a store over its budget', () => {
  it('lets go of the files used longest ago, whole', async () => {
    const disk = memoryFiles()
    const now = clock()
    for (const id of ['a', 'b', 'c', 'a']) {
      const tab = closable(disk)
      const store = new VectorStore(tab.files, 1e6, now)
      // The last visit only looks.
      if (await store.of(fileNamed(id)).then((kept) => !kept?.has(0))) await fill(store, id)
      tab.close()
    }
    const store = new VectorStore(disk, 3 * (ROWS * WIDTH * 2 + ROOM) + 1, now)
    expect(await fill(store, 'd')).toEqual([true, true, true])
    expect(await names(disk)).toEqual(['a', 'c', 'd'])
    expect(store.full).toBe(false)
  })

  it('never lets go of what is open, and then keeps no more', async () => {
    const disk = memoryFiles()
    const store = new VectorStore(disk, 2 * BYTES + 2 * ROOM + 1, clock())
    expect(await fill(store, 'a', [0])).toEqual([true])
    expect(await fill(store, 'b')).toEqual([true, false, false])
    expect(store.full).toBe(true)
    expect((await store.of(fileNamed('a')))?.read(0)).toEqual(blockOf(0))
    expect((await store.of(fileNamed('b')))?.read(0)).toEqual(blockOf(0))
  })

  it('never lets go of what another tab has open', async () => {
    const disk = memoryFiles()
    await fill(new VectorStore(disk, 1e6, clock()), 'a')
    const store = new VectorStore(disk, BYTES, clock())
    expect(await store.write(fileNamed('b'), 0, blockOf(0))).toBe(false)
    expect(await names(disk)).toContain('a')
    expect(store.full).toBe(true)
  })
})

describe('a full disk', () => {
  it('makes the store let go of old files, and go on', async () => {
    const disk = memoryFiles()
    const before = closable(disk)
    await fill(new VectorStore(before.files, 1e6, clock()), 'old')
    before.close()
    const store = new VectorStore(failing(disk, 2), 1e6, clock())
    await store.write(fileNamed('a'), 0, blockOf(0))
    expect(await names(disk)).toEqual(['a'])
    expect(store.full).toBe(false)
  })

  it('with nothing to let go of ends the keeping, not the reading', async () => {
    const disk = memoryFiles()
    const store = new VectorStore(failing(disk, 3), 1e6, clock())
    expect(await fill(store, 'a')).toEqual([true, false, false])
    expect(store.full).toBe(true)
    expect((await store.of(fileNamed('a')))?.read(0)).toEqual(blockOf(0))
    expect((await store.of(fileNamed('a')))?.read(1)).toBeNull()
  })

  it('labels its files, and takes the labels away with them', async () => {
    const [files, labels] = [memoryFiles(), memoryFiles()]
    const label = { dataset: 'd', name: 'Emoji' }
    const store = new VectorStore(files, 2 * 3 * BYTES + ROOM, clock(), { files: labels, label })
    await fill(store, 'a')
    const file = await labels.open('a')
    const text = new Uint8Array(file?.size ?? 0)
    file?.read(text, 0)
    file?.close()
    expect(JSON.parse(new TextDecoder().decode(text))).toEqual(label)
    await store.forget()
    expect([await names(files), await names(labels)]).toEqual([[], []])
  })

  it('lets go of a file: what is held of it is as if not kept, and asking again opens it anew', async () => {
    const files = memoryFiles()
    const store = new VectorStore(files, 1e6)
    await fill(store, 'a')
    const held = await store.of(fileNamed('a'))
    await store.release(['a', 'never-seen'])
    expect([held?.has(0), held?.read(0), held?.readRows(Uint32Array.of(1))]).toEqual([false, null, null])
    await files.remove('a')
    expect((await store.of(fileNamed('a')))?.has(0)).toBe(false)
    expect(await fill(store, 'a')).toEqual([true, true, true])
  })

  it('takes the label away with a file whose content is another one now, and writes a shorter one whole', async () => {
    const [files, labels] = [memoryFiles(), memoryFiles()]
    const textOf = async () => {
      const file = await labels.open('a')
      const text = new Uint8Array(file?.size ?? 0)
      file?.read(text, 0)
      file?.close()
      return new TextDecoder().decode(text)
    }
    const long = closable(files)
    const first = new VectorStore(long.files, 1e6, clock(), { files: labels, label: { dataset: 'd', name: 'A long name 성' } })
    await fill(first, 'a')
    long.close()
    const second = new VectorStore(files, 1e6, clock(), { files: labels, label: { dataset: 'd', name: '' } })
    await second.of(fileNamed('a'))
    expect(JSON.parse(await textOf())).toEqual({ dataset: 'd', name: '' })
    await second.drop(fileNamed('a'))
    expect(await names(labels)).toEqual([])
  })

  it('lets go of one file whose content is another one now, and keeps the others and what comes after', async () => {
    const disk = memoryFiles()
    const store = new VectorStore(disk, 1e6)
    await fill(store, 'a')
    await fill(store, 'b')
    const before = await store.of(fileNamed('a'))
    await store.drop(fileNamed('a'))
    expect(before?.read(0)).toBeNull()
    expect(await names(disk)).toEqual(['b'])
    expect((await store.of(fileNamed('b')))?.read(0)).toEqual(blockOf(0))
    expect((await store.of(fileNamed('a')))?.read(0)).toBeNull()
    expect(await fill(store, 'a', [1])).toEqual([true])
    expect((await store.of(fileNamed('a')))?.read(1)).toEqual(blockOf(1))
  })

  it('keeps nothing of such a file where another tab has it', async () => {
    const disk = memoryFiles()
    await fill(new VectorStore(disk, 1e6), 'a')
    const store = new VectorStore({ ...disk, remove: () => Promise.reject(new Error('in use')) }, 1e6)
    await store.drop(fileNamed('a'))
    expect(await store.of(fileNamed('a'))).toBeNull()
    expect(await fill(store, 'a', [0])).toEqual([false])
  })
})
