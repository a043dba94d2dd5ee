import { readFooter, type Footer } from '../../shards/footer'
import { fileOf, parquet } from '../../shards/testing'

/** For tests: a shard of vectors in a column. */
export function parquetOfVectors(column: string, vectors: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  return parquet({
    columnData: [{ name: column, data: [...vectors] }],
    schema: [
      { name: 'root', num_children: 1 },
      { name: column, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', repetition_type: 'OPTIONAL', type: 'FLOAT' },
    ],
    codec: 'UNCOMPRESSED',
  })
}

/** For tests: the footer of a shard of two vectors of pictures, of two numbers each. */
export async function footerOfVectors(): Promise<Footer> {
  return await readFooter(
    fileOf(
      parquetOfVectors('image_embedding', [
        [1, 0],
        [0, 1],
      ]),
    ),
  )
}
