import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { setRange } from '../facets/edit'
import { EMPTY_QUERY, setOfKeys } from '../query/query'
import { encodeLocation, START } from '../query/url'
import { PageHistory } from './history'

/** A browser's history as far as it is used here. */
function fakeBrowser(hash = '') {
  const entries: { hash: string; state: unknown }[] = [{ hash, state: null }]
  const listeners = new Map<string, () => void>()
  let at = 0
  let writes = 0
  const history = {
    get state() {
      return entries[at]?.state
    },
    pushState(state: unknown, _: string, url: string) {
      writes++
      entries.splice(++at, Infinity, { hash: url, state })
    },
    replaceState(state: unknown, _: string, url: string) {
      writes++
      entries[at] = { hash: url, state }
    },
    back() {
      at = Math.max(0, at - 1)
      listeners.get('popstate')?.()
    },
    forward() {
      at = Math.min(entries.length - 1, at + 1)
      listeners.get('popstate')?.()
    },
  }
  const browser = {
    history: history as unknown as History,
    location: {
      get hash() {
        return entries[at]?.hash ?? ''
      },
    },
    addEventListener: ((type: string, listener: () => void) => void listeners.set(type, listener)) as Window['addEventListener'],
  }
  return { browser, entries, hash: () => entries[at]?.hash, writes: () => writes }
}

describe('the history of the page', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('starts where the address says, and goes back and forward', () => {
    const { browser, hash } = fakeBrowser('#/?src=sample&nsfw=1')
    const page = new PageHistory(browser)
    expect(page.store.get()).toMatchObject({ source: 'sample', query: { filters: [{ kind: 'nsfw', classes: [1] }] } })
    page.go({ query: EMPTY_QUERY })
    expect(hash()).toBe('#/?src=sample')
    browser.history.back()
    expect(page.store.get().query.filters).toHaveLength(1)
    browser.history.forward()
    expect(page.store.get().query.filters).toHaveLength(0)
  })

  it('makes one place of one drag and writes it seldom', () => {
    const { browser, entries, hash, writes } = fakeBrowser('#/?src=sample')
    let time = 0
    const page = new PageHistory(browser, () => time)
    for (let i = 1; i <= 50; i++) {
      page.go({ query: setRange(i / 100, 0.9)(page.store.get().query) }, 'drag')
      time += 16
      vi.advanceTimersByTime(16)
    }
    expect(page.store.get().query.filters).toMatchObject([{ min: 0.5 }])
    vi.advanceTimersByTime(1000)
    expect(hash()).toContain('sim=0.5..0.9')
    expect(entries).toHaveLength(2)
    expect(writes()).toBeLessThan(5)
    browser.history.back()
    expect(page.store.get().query).toEqual(EMPTY_QUERY)
  })

  it('keeps what a drag came to when a step follows at once', () => {
    const { browser, entries } = fakeBrowser('#/?src=sample')
    const page = new PageHistory(browser, () => 0)
    page.go({ query: setRange(0.1, 0.9)(EMPTY_QUERY) }, 'drag')
    page.go({ query: setRange(0.2, 0.9)(EMPTY_QUERY) }, 'drag')
    page.go({ query: EMPTY_QUERY })
    expect(entries.map((entry) => entry.hash)).toEqual(['#/?src=sample', '#/?src=sample&sim=0.2..0.9', '#/?src=sample'])
  })

  it('closes a pair by going back to where it was opened', () => {
    const { browser, entries, hash } = fakeBrowser('#/?src=sample')
    const page = new PageHistory(browser)
    page.go({ open: '0_3' })
    page.go({ open: '0_4' }, 'replace')
    vi.advanceTimersByTime(1000)
    expect(hash()).toBe('#/?src=sample&open=0_4')
    page.closePair()
    expect(page.store.get().open).toBeNull()
    expect(entries).toHaveLength(2)
    expect(hash()).toBe('#/?src=sample')
  })

  it('closes a pair that a link opened without leaving the page', () => {
    const { browser, hash } = fakeBrowser('#/?src=sample&open=0_4')
    const page = new PageHistory(browser)
    page.closePair()
    expect(hash()).toBe('#/?src=sample')
    expect(page.store.get()).toMatchObject({ source: 'sample', open: null })
  })

  it('adds no place for no change', () => {
    const { browser, entries } = fakeBrowser('#/?src=sample')
    const page = new PageHistory(browser)
    page.go({ query: EMPTY_QUERY })
    expect(entries).toHaveLength(1)
  })
})

describe('a query within a set of pairs', () => {
  const some = setOfKeys(Float64Array.of(3, 7))
  const within = { ...EMPTY_QUERY, within: some }

  it('is a place of its own, though its address is the same, and is come back to', () => {
    const { browser, entries, hash } = fakeBrowser('#/?src=sample')
    const page = new PageHistory(browser)
    page.go({ query: within })
    expect([entries.length, hash(), page.store.get().query.within]).toEqual([2, '#/?src=sample', some])
    page.go({ query: setRange(0.3, 0.5)(page.store.get().query) })
    page.go({ query: EMPTY_QUERY })
    browser.history.back()
    expect(page.store.get().query).toMatchObject({ within: some, filters: [{ kind: 'similarity' }] })
    browser.history.back()
    expect(page.store.get().query).toEqual(within)
    browser.history.back()
    expect(page.store.get().query).toEqual(EMPTY_QUERY)
    browser.history.forward()
    expect(page.store.get().query.within).toBe(some)
  })

  it('is not restricted any more where a dataset is opened, nor after a reload', () => {
    const { browser } = fakeBrowser('#/?src=sample')
    const page = new PageHistory(browser)
    page.go({ query: within })
    page.go({ roles: { caption: 'alt' } })
    expect(page.store.get().query.within).toBeNull()
    page.go({ query: within })
    page.go({ source: 'b.parquet' })
    expect(page.store.get().query.within).toBeNull()
    browser.history.back()
    expect(page.store.get()).toMatchObject({ source: 'sample', query: { within: null } })
    page.go({ query: within })
    expect(new PageHistory(browser).store.get()).toMatchObject({ source: 'sample', query: { within: null } })
  })

  it('stays when the place is hidden and shown again', () => {
    const { browser } = fakeBrowser('#/?src=sample')
    const page = new PageHistory(browser)
    page.go({ query: within })
    page.go({ open: '0_5' })
    page.hide()
    browser.history.back()
    expect(page.store.get()).toMatchObject({ open: null, query: { within: some } })
    page.unhide()
    browser.history.forward()
    expect(page.store.get()).toMatchObject({ open: '0_5', query: { within: some } })
  })
})

describe('a hidden place', () => {
  it('is out of the address, kept with its entry, and comes back', () => {
    const { browser } = fakeBrowser('#/?src=a.parquet')
    const history = new PageHistory(browser)
    history.hide()
    expect(browser.location.hash).toBe(encodeLocation(START))
    expect(history.isHidden).toBe(true)
    expect(history.store.get().source).toBe('a.parquet')

    const reloaded = new PageHistory(browser)
    expect(reloaded.isHidden).toBe(true)
    expect(reloaded.store.get().source).toBe('a.parquet')
    reloaded.unhide()
    expect(reloaded.isHidden).toBe(false)
    expect(browser.location.hash).toBe('#/?src=a.parquet')
  })

  it('is not written to the address by a movement that rests later', () => {
    vi.useFakeTimers()
    const { browser } = fakeBrowser('#/?src=a.parquet')
    const history = new PageHistory(browser)
    history.go({ open: '0_1' }, 'replace')
    history.hide()
    vi.runAllTimers()
    expect(browser.location.hash).toBe(encodeLocation(START))
    history.unhide()
    expect(browser.location.hash).toContain('open=0_1')
  })

  it('stays hidden when a step back arrives late, and is whole again when it is come back to', () => {
    const { browser } = fakeBrowser('#/?src=a.parquet')
    const history = new PageHistory(browser)
    history.go({ open: '0_1' })
    history.hide()
    browser.history.back()
    expect(browser.location.hash).toBe(encodeLocation(START))
    expect(history.store.get()).toMatchObject({ source: 'a.parquet', open: null })
    history.unhide()
    expect(browser.location.hash).toBe('#/?src=a.parquet')
    browser.history.forward()
    expect(history.store.get().open).toBe('0_1')
    expect(browser.location.hash).toContain('open=0_1')
  })
})
