import type { LeafColumn } from '../../dataset/roles'
import { describe, expect, it } from 'vitest'
import { vectorColumns } from './recognise'

const list = (name: string, type: LeafColumn['type'] = 'float'): LeafColumn => ({ path: `${name}.list.element`, type, repeated: true })
const flat = (path: string, type: LeafColumn['type']): LeafColumn => ({ path, type, repeated: false })
const columnsOf = (...columns: LeafColumn[]) => {
  const { image, text } = vectorColumns(columns)
  return [image, text]
}

describe('columns of vectors are known', () => {
  it.each([
    'image_embedding',
    'img_emb',
    'image_emb',
    'image_embeddings',
    'clip_image_embedding',
    'IMAGE_EMBEDDING',
    'imageEmbedding',
    'embedding',
  ])('by the name %s, of pictures', (name) => {
    expect(columnsOf(flat('url', 'string'), list(name))).toEqual([name, null])
  })

  it.each(['text_embedding', 'text_emb', 'txt_emb', 'caption_embedding', 'Text_Embedding'])('by the name %s, of captions', (name) => {
    expect(columnsOf(flat('url', 'string'), list(name))).toEqual([null, name])
  })

  it('of both sides, as TFDS names them', () => {
    expect(columnsOf(list('image_embedding'), list('text_embedding'))).toEqual(['image_embedding', 'text_embedding'])
  })

  it('whether lists, halves or bytes', () => {
    expect(columnsOf(list('image_embedding', 'other'), flat('text_embedding', 'binary'))).toEqual(['image_embedding', 'text_embedding'])
  })

  it('by the most telling name where there are several', () => {
    expect(columnsOf(list('embedding'), list('text_emb'), list('image_embedding'))).toEqual(['image_embedding', 'text_emb'])
  })

  it('never by a name whose values are no vectors', () => {
    expect(
      columnsOf(
        flat('embedding', 'string'),
        flat('image_embedding', 'float'),
        list('text_embedding', 'string'),
        list('img_emb', 'integer'),
      ),
    ).toEqual([null, null])
    expect(columnsOf(list('all_similarities'), flat('image', 'binary'))).toEqual([null, null])
    expect(columnsOf()).toEqual([null, null])
  })
})
