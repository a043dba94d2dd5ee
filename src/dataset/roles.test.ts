import { describe, expect, it } from 'vitest'
import { isUsable, recogniseRoles, type LeafColumn } from './roles'

const column = (path: string, type: LeafColumn['type'], repeated = false): LeafColumn => ({ path, type, repeated })
const names = (columns: LeafColumn[]) => Object.fromEntries(Object.entries(recogniseRoles(columns)).map(([role, leaf]) => [role, leaf.path]))

describe('roles', () => {
  it('recognises raw LAION-400M metadata', () => {
    const spark = [column('SAMPLE_ID', 'integer'), column('URL', 'string'), column('TEXT', 'string'), column('HEIGHT', 'integer'), column('WIDTH', 'integer'), column('LICENSE', 'string'), column('NSFW', 'string'), column('similarity', 'float')]
    expect(names(spark)).toEqual({ caption: 'TEXT', url: 'URL', nsfw: 'NSFW', licence: 'LICENSE', width: 'WIDTH', height: 'HEIGHT', similarity: 'similarity' })
  })

  it('recognises TFDS images, whose ClassLabel is an integer', () => {
    const tfds = [column('caption', 'string'), column('image', 'binary'), column('license', 'string'), column('nsfw', 'integer'), column('original_height', 'integer'), column('original_width', 'integer'), column('similarity', 'float'), column('url', 'string')]
    expect(names(tfds)).toMatchObject({ picture: 'image', nsfw: 'nsfw', width: 'original_width', height: 'original_height' })
  })

  it('prefers the original size over the resized one', () => {
    expect(names([column('width', 'float'), column('original_width', 'integer')])).toEqual({ width: 'original_width' })
  })

  it('takes no column of the wrong type or inside a list', () => {
    expect(names([column('url', 'integer'), column('image_urls', 'string', true), column('similarity', 'string')])).toEqual({})
  })

  it('takes picture bytes inside a struct', () => {
    expect(names([column('image.bytes', 'binary'), column('image.path', 'string')])).toEqual({ picture: 'image.bytes' })
  })

  it('needs an address or bytes', () => {
    expect(isUsable(recogniseRoles([column('URL', 'string'), column('TEXT', 'string')]))).toBe(true)
    expect(isUsable(recogniseRoles([column('TEXT', 'string')]))).toBe(false)
  })
})
