import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { allowTag, ownRoles, parseRemembered, rememberedRoles, rememberRoles } from './remembered-roles'

let stored: Map<string, string>
beforeEach(() => {
  stored = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  })
})
afterEach(() => vi.unstubAllGlobals())

describe('chosen columns', () => {
  it('are remembered by schema, and forgotten again', () => {
    rememberRoles('a', { caption: 'alt_text', picture: '' })
    rememberRoles('b', { url: 'link' })
    expect(rememberedRoles('a')).toEqual({ caption: 'alt_text', picture: '' })
    rememberRoles('a', { caption: 'title' })
    expect(rememberedRoles('a')).toEqual({ caption: 'title' })
    rememberRoles('a', null)
    expect(rememberedRoles('a')).toBeNull()
    expect(rememberedRoles('b')).toEqual({ url: 'link' })
  })

  it('are remembered for the fifty schemas chosen last', () => {
    for (let i = 0; i < 60; i++) rememberRoles(`schema ${i}`, { url: 'link' })
    expect(rememberedRoles('schema 9')).toBeNull()
    expect(rememberedRoles('schema 10')).toEqual({ url: 'link' })
  })

  it('survive junk in storage and a storage that refuses', () => {
    for (const junk of [null, '', '{', '7', '[[1, 2], "x", ["a"]]']) expect(parseRemembered(junk)).toEqual([])
    vi.stubGlobal('localStorage', {
      getItem: () => {
        throw new Error('refused')
      },
      setItem: () => {
        throw new Error('refused')
      },
    })
    rememberRoles('a', { url: 'link' })
    expect(rememberedRoles('a')).toBeNull()
  })
})

describe('a column for the safety tag', () => {
  it('is taken from nobody but the person, in this session: a link cannot make pictures safe', () => {
    const linked = { nsfw: 'zeros', caption: 'alt_text' }
    expect(ownRoles(linked)).toEqual({ caption: 'alt_text' })
    expect(ownRoles({ nsfw: 'zeros' })).toBeNull()
    expect(ownRoles({ nsfw: '' })).toBeNull()
    allowTag(linked)
    expect(ownRoles(linked)).toEqual(linked)
    expect(ownRoles({ nsfw: 'other' })).toBeNull()
    expect(ownRoles(null)).toBeNull()
  })
})
