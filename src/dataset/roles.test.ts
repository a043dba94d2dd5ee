import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RoleOverrides } from '../pair/role'
import { canPlay, columnName, isUsable, recogniseRoles, schemaId, type LeafColumn } from './roles'

const TYPES = { s: 'string', b: 'binary', i: 'integer', f: 'float', o: 'boolean' } as const

/** Columns from words: `URL:s` is a string; `all_captions[]:s` a list of strings; `image.bytes:b` bytes in a struct. */
function columns(words: string): LeafColumn[] {
  return words.split(' ').map((word) => {
    const [name = '', letter = 's'] = word.split(':')
    const type = TYPES[letter as keyof typeof TYPES]
    if (!/[.[]/.test(name)) return { path: name, type, repeated: false }
    const [list = '', field] = name.includes('[]') ? name.split(/\[\]\.?/) : []
    if (list === '') return { path: name, type, repeated: false, steps: name.split('.') }
    return { path: `${list}.list.element${field ? `.${field}` : ''}`, type, repeated: true, steps: [list, 0, ...(field ? [field] : [])] }
  })
}

const names = (words: string, overrides: RoleOverrides | null = null) =>
  Object.fromEntries(Object.entries(recogniseRoles(columns(words), overrides)).map(([role, leaf]) => [role, columnName(leaf)]))

describe('roles', () => {
  it.each([
    [
      'TFDS laion400m/images',
      'caption:s image:b license:s nsfw:i original_height:i original_width:i similarity:f url:s',
      {
        caption: 'caption',
        url: 'url',
        picture: 'image',
        nsfw: 'nsfw',
        similarity: 'similarity',
        licence: 'license',
        width: 'original_width',
        height: 'original_height',
      },
    ],
    [
      'raw LAION-400M',
      'SAMPLE_ID:i URL:s TEXT:s HEIGHT:i WIDTH:i LICENSE:s NSFW:s similarity:f',
      { caption: 'TEXT', url: 'URL', nsfw: 'NSFW', licence: 'LICENSE', width: 'WIDTH', height: 'HEIGHT', similarity: 'similarity' },
    ],
    [
      'img2dataset today',
      'NSFW:s similarity:f LICENSE:s caption:s url:s key:s status:s error_message:s width:i height:i original_width:i ' +
        'original_height:i exif:s md5:s',
      {
        caption: 'caption',
        url: 'url',
        nsfw: 'NSFW',
        licence: 'LICENSE',
        width: 'original_width',
        height: 'original_height',
        similarity: 'similarity',
      },
    ],
    [
      'img2dataset 1.5.3',
      'NSFW:s similarity:f LICENSE:s caption:s url:s key:i shard_id:i status:s error_message:s width:f height:f exif:s ' +
        'original_width:f original_height:f',
      {
        caption: 'caption',
        url: 'url',
        nsfw: 'NSFW',
        licence: 'LICENSE',
        width: 'original_width',
        height: 'original_height',
        similarity: 'similarity',
      },
    ],
    [
      'img2dataset with its pictures',
      'caption:s url:s key:s status:s width:i height:i jpg:b txt:s',
      { caption: 'caption', url: 'url', picture: 'jpg', width: 'width', height: 'height' },
    ],
    [
      'clip-retrieval',
      'image_path:s caption:s NSFW:s similarity:f LICENSE:s url:s key:s status:s width:i height:i original_width:i original_height:i',
      {
        caption: 'caption',
        url: 'url',
        nsfw: 'NSFW',
        licence: 'LICENSE',
        width: 'original_width',
        height: 'original_height',
        similarity: 'similarity',
      },
    ],
    [
      'LAION-5B joined',
      'URL:s TEXT:s WIDTH:i HEIGHT:i similarity:f LANGUAGE:s hash:i pwatermark:f punsafe:f',
      { caption: 'TEXT', url: 'URL', nsfw: 'punsafe', width: 'WIDTH', height: 'HEIGHT', similarity: 'similarity' },
    ],
    [
      'laion-coco',
      'URL:s TEXT:s WIDTH:i HEIGHT:i similarity:f hash:i punsafe:f pwatermark:f top_caption:s all_captions[]:s all_similarities[]:f',
      { caption: 'TEXT', url: 'URL', nsfw: 'punsafe', width: 'WIDTH', height: 'HEIGHT', similarity: 'similarity' },
    ],
    ['Re-LAION', 'url:s caption:s similarity:f punsafe:f', { caption: 'caption', url: 'url', nsfw: 'punsafe', similarity: 'similarity' }],
    [
      'COYO-700M',
      'id:i url:s text:s width:i height:i image_phash:s clip_similarity_vitb32:f clip_similarity_vitl14:f ' +
        'nsfw_score_opennsfw2:f nsfw_score_gantman:f watermark_score:f',
      { caption: 'text', url: 'url', nsfw: 'nsfw_score_opennsfw2', similarity: 'clip_similarity_vitb32', width: 'width', height: 'height' },
    ],
    [
      'DataComp',
      'uid:s url:s text:s original_width:i original_height:i clip_b32_similarity_score:f clip_l14_similarity_score:f ' +
        'face_bboxes[]:f sha256:s',
      { caption: 'text', url: 'url', similarity: 'clip_b32_similarity_score', width: 'original_width', height: 'original_height' },
    ],
    ['SBU', 'image_urls[]:s captions[]:s user_ids[]:s', { caption: 'captions', url: 'image_urls' }],
    ['an image dataset of the Hub', 'image.bytes:b image.path:s text:s', { caption: 'text', picture: 'image.bytes' }],
    ['several pictures a row', 'images[].bytes:b images[].path:s captions[]:s', { caption: 'captions', picture: 'images.bytes' }],
    ['a list of bytes', 'webp:b images[]:b', { picture: 'webp' }],
  ])('are recognised in the schema of %s', (_, words, roles) => {
    expect(names(words)).toEqual(roles)
  })

  it('prefer a tag to a score, and a flag is a tag', () => {
    expect(names('url:s punsafe:f NSFW:s')).toMatchObject({ nsfw: 'NSFW' })
    expect(names('url:s punsafe:f nsfw:o')).toMatchObject({ nsfw: 'nsfw' })
  })

  it('are not played by a column of the wrong type', () => {
    expect(names('url:i caption:b similarity:s width:s image:s nsfw:b license:i')).toEqual({})
  })

  it('are played by the next alias where a better one has the wrong type', () => {
    expect(names('url:s image:s jpg:b')).toMatchObject({ picture: 'jpg' })
  })

  it('leave lists to captions, addresses and pictures, and lists of lists to nobody', () => {
    expect(names('similarity[]:f width[]:i NSFW[]:s')).toEqual({})
    expect(
      canPlay('caption', { path: 'captions.list.element.list.element', type: 'string', repeated: true, steps: ['captions', 0, 0] }),
    ).toBe(false)
    expect(canPlay('caption', { path: 'captions.key_value.value', type: 'string', repeated: true })).toBe(false)
  })

  it('need an address or bytes', () => {
    expect(isUsable(recogniseRoles(columns('URL:s TEXT:s')))).toBe(true)
    expect(isUsable(recogniseRoles(columns('TEXT:s')))).toBe(false)
  })
})

describe("a person's own choice of columns", () => {
  it('goes before names', () => {
    expect(names('alt_text:s TEXT:s link:s', { caption: 'alt_text', url: 'link' })).toEqual({ caption: 'alt_text', url: 'link' })
  })

  it('swaps width and height, as raw LAION-5B needs it', () => {
    expect(names('URL:s WIDTH:i HEIGHT:i', { width: 'HEIGHT', height: 'WIDTH' })).toMatchObject({ width: 'HEIGHT', height: 'WIDTH' })
  })

  it('can be that no column plays a role', () => {
    expect(names('url:s image:b', { picture: '' })).toEqual({ url: 'url' })
  })

  it('holds where a shard has such a column of a fitting type, and elsewhere names decide', () => {
    expect(names('url:s TEXT:s', { caption: 'alt_text' })).toMatchObject({ caption: 'TEXT' })
    expect(names('url:s TEXT:s alt_text:i', { caption: 'alt_text' })).toMatchObject({ caption: 'TEXT' })
  })
})

describe('the id of a schema', () => {
  it('is the same for the same names and types', () => {
    expect(schemaId(columns('URL:s TEXT:s'))).toBe(schemaId(columns('URL:s TEXT:s')))
    expect(schemaId(columns('URL:s TEXT:s'))).toMatch(/^[0-9a-f]{16}$/)
  })

  it('differs for other schemas', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (some, others) => {
        const id = (paths: readonly string[]) => schemaId(paths.map((path) => ({ path, type: 'string', repeated: false })))
        expect(id(some) === id(others)).toBe(JSON.stringify(some) === JSON.stringify(others))
      }),
    )
    expect(schemaId(columns('a:s'))).not.toBe(schemaId(columns('a:i')))
  })
})
