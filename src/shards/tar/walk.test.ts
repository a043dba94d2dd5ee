import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../dataset/problem'
import { SpyFile } from '../testing'
import { Grouping, isText, picturesOf, splitName, type Sample } from './samples'
import { headerBlock, tarOf } from './testing'
import { TarWalk, type TarMember } from './walk'

async function membersOf(walk: TarWalk): Promise<TarMember[]> {
  const members: TarMember[] = []
  for (;;) {
    const member = await walk.next()
    if (!member) return members
    members.push(member)
  }
}

const problem = (detail: string) => ({ problem: { code: 'bad-format', detail: expect.stringContaining(detail) as string } })

describe('walking a tar', () => {
  it('finds every member with its bytes, whatever the names and sizes', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 150 }).filter((text) => !text.includes('\0'))
    const file = fc.tuple(name, fc.uint8Array({ maxLength: 3000 }))
    await fc.assert(
      fc.asyncProperty(
        fc.array(file, { minLength: 1, maxLength: 12 }),
        fc.constantFrom('pax', 'gnu'),
        fc.boolean(),
        async (files, longNames, wanted) => {
          const tar = tarOf(files, longNames)
          const members = await membersOf(new TarWalk(new SpyFile(tar), () => wanted))
          expect(members.map((member) => member.name)).toEqual(files.map(([name]) => Buffer.from(name).toString()))
          for (const [i, member] of members.entries()) {
            expect(tar.subarray(member.start, member.end)).toEqual(files[i]?.[1])
            expect(member.data).toEqual(wanted ? files[i]?.[1] : null)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  it('does not fetch the pictures', async () => {
    const picture = new Uint8Array(60_000).fill(7)
    const files = Array.from(
      { length: 100 },
      (_, i) =>
        [
          [`${i}.jpg`, picture],
          [`${i}.json`, `{"url":"https://a.example/${i}","caption":"${'x'.repeat(300)}"}`],
          [`${i}.txt`, `caption ${i}`],
        ] as const,
    ).flat()
    const spy = new SpyFile(tarOf(files))
    expect(await membersOf(new TarWalk(spy, isText))).toHaveLength(300)
    expect(spy.bytesRead).toBeLessThan(spy.byteLength / 10)
    expect(spy.reads.length).toBeLessThan(110)
  })

  it('reads over small pictures in few requests', async () => {
    const spy = new SpyFile(tarOf(Array.from({ length: 2000 }, (_, i) => [`${i}.jpg`, new Uint8Array(15_000)] as const)))
    expect(await membersOf(new TarWalk(spy, isText))).toHaveLength(2000)
    expect(spy.reads.length).toBeLessThan(70)
    expect(spy.bytesRead).toBeLessThan(spy.byteLength * 1.05)
  })

  it('goes on where a read failed', async () => {
    const spy = new SpyFile(
      tarOf([
        ['a.jpg', new Uint8Array(100_000)],
        ['a.txt', 'one'],
      ]),
    )
    const walk = new TarWalk(spy, isText)
    await walk.next()
    const aborted = new AbortController()
    aborted.abort()
    await expect(walk.next(aborted.signal)).rejects.toThrow()
    expect((await walk.next())?.name).toBe('a.txt')
    expect(await walk.next()).toBeNull()
  })

  it('says what is wrong with a damaged tar, and keeps what came before', async () => {
    const tar = tarOf([
      ['a.jpg', new Uint8Array(1000)],
      ['b.jpg', new Uint8Array(9000)],
    ])
    const cut = new TarWalk(new SpyFile(tar.slice(0, 5000)), isText)
    expect((await cut.next())?.name).toBe('a.jpg')
    await expect(cut.next()).rejects.toMatchObject(problem('in the middle of b.jpg'))
    const torn = tar.slice()
    torn.fill(0x55, 1536, 2048)
    const walk = new TarWalk(new SpyFile(torn), isText)
    await walk.next()
    await expect(walk.next()).rejects.toMatchObject(problem('no header at byte 1536'))
    await expect(new TarWalk(new SpyFile(new Uint8Array(2048).fill(0x1f, 0, 1).fill(0x8b, 1, 2)), isText).next()).rejects.toMatchObject({
      problem: { code: 'other-kind', detail: 'tarGz' },
    })
    await expect(new TarWalk(new SpyFile(new Uint8Array(7)), isText).next()).rejects.toMatchObject(problem('does not begin as a tar'))
    await expect(new TarWalk(new SpyFile(Buffer.concat([headerBlock('x', '77777777777\0', 'x'), tar])), isText).next()).rejects.toThrow()
  })

  it('never does worse on junk', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 512, maxLength: 2048 }), fc.nat(4), async (junk, entries) => {
        const tar = tarOf(Array.from({ length: entries }, (_, i) => [`${i}.jpg`, 'x'] as const)).slice(0, entries * 1024)
        const members = await membersOf(new TarWalk(new SpyFile(Buffer.concat([tar, junk])), isText)).catch((error: unknown) => error)
        if (!Array.isArray(members)) expect(members).toBeInstanceOf(ProblemError)
      }),
      { numRuns: 50 },
    )
  })
})

describe('the samples of a webdataset', () => {
  it('are consecutive members alike up to the first dot of the last part of their names', () => {
    expect(splitName('a.b/0001.seg.PNG')).toEqual({ key: 'a.b/0001', part: 'seg.png' })
    expect(splitName('0001')).toBeNull()
    expect(splitName('x/._0001.jpg')).toBeNull()
    const grouping = new Grouping()
    const member = (name: string): TarMember => ({ name, start: 0, end: 0, data: isText(name) ? new TextEncoder().encode(name) : null })
    const samples: Sample[] = []
    for (const name of ['1.jpg', '1.txt', 'README', '2.json', '2.webp', '2.webp', '1.cls']) {
      const sample = grouping.add(member(name))
      if (sample) samples.push(sample)
    }
    const last = grouping.end()
    if (last) samples.push(last)
    expect(samples.map(({ key, members }) => [key, ...members.keys()])).toEqual([
      ['1', 'jpg', 'txt'],
      ['2', 'json', 'webp'],
      ['1', 'cls'],
    ])
    expect(samples.map((sample) => picturesOf(sample).map(([, { name }]) => name))).toEqual([['1.jpg'], ['2.webp'], []])
    expect(grouping.end()).toBeNull()
  })
})
