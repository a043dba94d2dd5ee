import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LICENCE_FAMILIES } from '../pair/licence'
import { NSFW_CLASSES, type NsfwClass } from '../pair/pair'
import { ROLES, type RoleOverrides } from '../pair/role'
import { canonicalValues, EMPTY_QUERY, setOfKeys, withFilter, type ColumnFilter, type Filter, type Query, type Sort } from './query'
import type { Chip, RankBy, Search } from './search'
import { decodeLocation, encodeLocation, keepQuery, showSame, START, type Location } from './url'

const similarity = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0)
const filters: readonly fc.Arbitrary<Filter>[] = [
  fc.subarray<NsfwClass>([0, 1, 2, 3], { minLength: 1 }).map((classes): Filter => ({ kind: 'nsfw', classes })),
  fc.subarray([...LICENCE_FAMILIES], { minLength: 1 }).map((families): Filter => ({ kind: 'licence', families })),
  fc
    .tuple(similarity, similarity, fc.boolean())
    .map(([a, b, missing]): Filter => ({ kind: 'similarity', min: Math.min(a, b), max: Math.max(a, b), missing })),
  fc.string({ unit: 'grapheme', minLength: 1 }).map((contains): Filter => ({ kind: 'caption', contains })),
  fc
    .tuple(fc.nat(99_999), fc.nat(99_999))
    .filter(([w, h]) => w + h > 0)
    .map(([minWidth, minHeight]): Filter => ({ kind: 'size', minWidth, minHeight })),
]
const weight = fc
  .integer({ min: -20, max: 20 })
  .filter((tenths) => tenths !== 0)
  .map((tenths) => tenths / 10)
const place = fc.stringMatching(/^[\w.-]{1,40}$/)
const chip: fc.Arbitrary<Chip> = fc.oneof(
  fc.record({
    kind: fc.constant<'text'>('text'),
    text: fc.string({ unit: 'grapheme', maxLength: 80 }).filter((text) => text.trim() !== ''),
    weight,
  }),
  fc.record({ kind: fc.constant<'pair'>('pair'), place, weight }),
  fc.record({
    kind: fc.constant<'picture'>('picture'),
    name: fc.string({ unit: 'grapheme', maxLength: 20 }),
    vector: fc.base64String({ minLength: 4 }).map((text) => text.replace(/[+/=]/g, '_')),
    weight,
  }),
)
const search: fc.Arbitrary<Search> = fc.record({
  chips: fc.array(chip, { minLength: 1, maxLength: 5 }),
  by: fc.constantFrom<RankBy>('image', 'text', 'both'),
  minScore: fc.option(fc.integer({ min: -200, max: 200 }).map((bin) => bin / 200)),
})
const bound = fc.option(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()).map((value) => value + 0))
// Letters that mean something in the address come often.
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom('.', '|', '%', ',', '=', '&', ';', '#', '+', '*', '"', '<', '7'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 40,
})
const columnFilter: fc.Arbitrary<ColumnFilter> = fc.oneof(
  fc
    .record({ kind: fc.constant<'range'>('range'), column: hostile, min: bound, max: bound, missing: fc.boolean() })
    .filter(({ min, max, missing }) => (min ?? -Infinity) <= (max ?? Infinity) && (min !== null || max !== null || !missing)),
  fc.record({
    kind: fc.constant<'values'>('values'),
    column: hostile,
    values: fc.array(fc.option(hostile.filter((text) => text !== '')), { minLength: 1, maxLength: 6 }).map(canonicalValues),
  }),
)

const query: fc.Arbitrary<Query> = fc
  .tuple(
    fc.tuple(...filters.map((filter) => fc.option(filter))),
    fc.constantFrom<Sort>('dataset', 'similarity-ascending', 'similarity-descending'),
    fc.option(search),
    fc.array(columnFilter, { maxLength: 4 }),
  )
  .map(([chosen, sort, asked, columns]) =>
    [...chosen, ...columns].filter((filter) => filter !== null).reduce(withFilter, { ...EMPTY_QUERY, sort, search: asked }),
  )
const columnPath = fc.string({ unit: 'grapheme', maxLength: 30 })
const roles = fc
  .tuple(fc.subarray([...ROLES], { minLength: 1 }), fc.array(columnPath, { minLength: ROLES.length, maxLength: ROLES.length }))
  .map(([chosen, paths]): RoleOverrides => Object.fromEntries(chosen.map((role, i) => [role, paths[i] ?? ''])))
const location: fc.Arbitrary<Location> = fc.record({
  source: fc.oneof(
    fc.webUrl({ withQueryParameters: true }),
    fc.string({ unit: 'grapheme' }).filter((text) => text.trim() !== ''),
  ),
  query,
  model: fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((text) => text.trim() === text)),
  roles: fc.option(roles),
  open: fc.option(place),
  data: fc.option(fc.stringMatching(/^\d{1,4}\.[\w.-]{1,100}$/)),
})

describe('the address of a location', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(location, (value) => {
        expect(decodeLocation(encodeLocation(value))).toEqual(value)
      }),
    )
  })

  it('survives a browser, which may escape it further', () => {
    fc.assert(
      fc.property(location, (value) => {
        expect(decodeLocation(new URL(`http://host/${encodeLocation(value)}`).hash)).toEqual(value)
      }),
    )
  })

  it('never fails on junk', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (junk) => {
        expect(() => decodeLocation(junk)).not.toThrow()
      }),
    )
    expect(decodeLocation('#/?src=sample&nsfw=7.x&sim=0.9..0.2&licence=byte&min=0x0&sort=size&open=3%2F4&what=1')).toEqual({
      source: 'sample',
      query: EMPTY_QUERY,
      model: null,
      roles: null,
      open: null,
      data: null,
    })
  })

  it('is readable', () => {
    const asked = [
      { kind: 'nsfw', classes: [0, 1] },
      { kind: 'licence', families: ['by', 'by-sa', 'apache-2.0'] },
      { kind: 'similarity', min: 0.3, max: 0.5, missing: true },
      { kind: 'caption', contains: 'red shoes' },
      { kind: 'size', minWidth: 512, minHeight: 0 },
    ] satisfies Filter[]
    const value = {
      source: 'https://host/part-{00000..00031}.parquet?sig=a',
      query: asked.reduce<Query>(withFilter, { ...EMPTY_QUERY, sort: 'similarity-descending' }),
      model: null,
      roles: null,
      open: '3_1024',
      data: null,
    }
    expect(encodeLocation(value)).toBe(
      '#/?src=https://host/part-%7B00000..00031%7D.parquet?sig%3Da&nsfw=0.1&licence=by.by-sa.apache-2.0&sim=0.3..0.5' +
        '&missing=1&caption=red+shoes&min=512x0&sort=-similarity&open=3_1024',
    )
  })

  it('holds a search, its chips in their order with their weights', () => {
    const asked: Search = {
      chips: [
        { kind: 'text', text: 'a red bicycle', weight: 1 },
        { kind: 'text', text: 'snow', weight: -0.5 },
        { kind: 'pair', place: '3_7', weight: 1 },
        { kind: 'picture', name: 'my dog.jpg', vector: 'Ab_-', weight: 1 },
      ],
      by: 'both',
      minScore: 0.25,
    }
    const value = { source: 'sample', query: { ...EMPTY_QUERY, search: asked }, model: null, roles: null, open: null, data: null }
    expect(encodeLocation(value)).toBe('#/?src=sample&q=a+red+bicycle&q*-0.5=snow&like=3_7&picture=Ab_-:my+dog.jpg&by=both&score=0.25')
    expect(decodeLocation(encodeLocation(value))).toEqual(value)
  })

  it('holds a choice of columns, whatever they are called', () => {
    const value = { ...START, source: 'sample', roles: { caption: 'alt_text', url: 'a:b,c%2C', picture: '' } }
    expect(encodeLocation(value)).toBe('#/?src=sample&roles=caption:alt_text,url:a%253ab%252cc%25252C,picture:')
    expect(decodeLocation(encodeLocation(value))).toEqual(value)
    expect(decodeLocation('#/?src=sample&roles=caption,what:x,url:link').roles).toEqual({ url: 'link' })
    expect(decodeLocation('#/?src=sample&roles=').roles).toBeNull()
  })

  it('holds ranges and classes of columns without a role, whatever they and their values are called', () => {
    const asked: Filter[] = [
      { kind: 'range', column: 'aesthetic', min: 5, max: null, missing: true },
      { kind: 'values', column: 'a=b&c;"<i>%🦊', values: ['5..7', 'a|b', null] },
      { kind: 'values', column: 'status', values: ['failed', 'success'] },
      { kind: 'values', column: 'version', values: ['1..2'] },
    ]
    const value = { ...START, source: 'sample', query: asked.reduce(withFilter, EMPTY_QUERY) }
    expect(encodeLocation(value)).toBe(
      '#/?src=sample&col.a%3Db%26c%3B%22%3Ci%3E%25%F0%9F%A6%8A=5..7%7Ca%257cb%7C&col.aesthetic=5..,missing' +
        '&col.status=failed%7Csuccess&col.version=1%252e.2',
    )
    expect(decodeLocation(encodeLocation(value))).toEqual(value)
  })

  it('leaves out filters of columns that say nothing, and what is too long to be meant', () => {
    const long = 'x'.repeat(501)
    const hash =
      `#/?src=sample&col.a=..,missing&col.b=7..5&col.c=1e999..&col.${long}=1..2` +
      `&col.d=${'y'.repeat(101)}&col.e=ok|${'y'.repeat(101)}|ok`
    expect(decodeLocation(hash).query.filters).toEqual([{ kind: 'values', column: 'e', values: ['ok'] }])
    const many = Array.from({ length: 300 }, (_, i) => `col.${i}=x`).join('&')
    expect(decodeLocation(`#/?src=sample&${many}`).query.filters).toHaveLength(20)
  })

  it('leaves out chips that say nothing', () => {
    expect(decodeLocation('#/?src=sample&q=&q*0=dog&q*9=dog&like=%3Cx%3E&picture=:a&picture=%3C:b&by=image').query.search).toBeNull()
    expect(decodeLocation('#/?src=sample&q=dog&score=7').query.search).toEqual({
      chips: [{ kind: 'text', text: 'dog', weight: 1 }],
      by: 'image',
      minScore: null,
    })
  })

  it('has no room for consent', () => {
    expect(
      NSFW_CLASSES.some((name) =>
        encodeLocation({ source: 'sample', query: EMPTY_QUERY, model: null, roles: null, open: null, data: null }).includes(name),
      ),
    ).toBe(false)
  })

  it('is the start page when it names no source', () => {
    for (const hash of ['', '#', '#/', '#/?', '#/?nsfw=1', '#/?src=', '#/?src=+']) expect(decodeLocation(hash)).toEqual(START)
  })

  it('keeps the very query when only the open pair changes', () => {
    const before = decodeLocation('#/?src=sample&nsfw=1')
    const opened = keepQuery(before, decodeLocation('#/?src=sample&nsfw=1&open=0_1'))
    expect(opened.query).toBe(before.query)
    expect(opened.open).toBe('0_1')
    expect(keepQuery(before, decodeLocation('#/?src=sample&nsfw=2')).query).not.toBe(before.query)
  })

  it('holds no set of pairs, and tells places apart by theirs all the same', () => {
    const all = decodeLocation('#/?src=sample&nsfw=1')
    const some = { ...all, query: { ...all.query, within: setOfKeys(Float64Array.of(3, 7)) } }
    expect(encodeLocation(some)).toBe(encodeLocation(all))
    expect(showSame(all, some)).toBe(false)
    expect(keepQuery(all, some).query).toBe(some.query)
    expect(keepQuery(some, { ...some, query: { ...some.query }, open: '0_1' }).query).toBe(some.query)
  })

  it('is read in time by its length alone', () => {
    // One that went over it anew from each place would not come to its end within the test's time.
    expect(decodeLocation(`#/?src=sample&sim=${'1..'.repeat(150_000)}x`).query.filters).toEqual([])
  })
})
