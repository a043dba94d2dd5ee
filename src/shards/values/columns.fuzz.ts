import { ProblemError } from '../../dataset/problem'
import { fetchColumns } from '../column-io'
import { readFooter } from '../footer'
import { fileOf } from '../testing'
import { codesOf } from './codes'
import { containing } from './needle'
import { numbersOf } from './numbers'
import { matchingRows } from './texts'

export const name = 'columns'
export { seeds } from '../parquet.fuzz'

/** Each column of some row groups as the filters take it: numbers, codes of texts, texts that contain something. */
export async function read(bytes: Uint8Array): Promise<void> {
  const file = fileOf(bytes)
  const footer = await readFooter(file)
  const groups = footer.groups.slice(0, 3).map(({ index }) => index)
  for (const [index, { type }] of footer.columns.entries()) {
    try {
      const [column] = await fetchColumns(file, footer, groups, [index])
      if (!column) continue
      if (type !== 'string') numbersOf(column)
      else {
        codesOf(column, (text) => text.length & 0xff, 0)
        matchingRows(column, containing('cat'))
      }
    } catch (error) {
      // One damaged column must not keep the others from being tried.
      if (!(error instanceof ProblemError)) throw error
    }
  }
}
