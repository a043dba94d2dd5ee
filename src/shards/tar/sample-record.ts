import { parseRecord, type JsonRecord } from '../tables/json'
import { textOf, type Sample } from './samples'

/** What a sample's texts say, as one row: its key and caption first, then the fields of its JSON. */
export function sampleRecord(sample: Sample): JsonRecord {
  const json = textOf(sample, 'json')
  const fields = json === null ? {} : (parseRecord(json) ?? { json })
  const { key, caption, ...rest } = fields
  const said = textOf(sample, 'txt', 'caption', 'text')
  const record: Record<string, unknown> = {
    key: sample.key,
    caption: said?.trim() ?? (typeof caption === 'string' ? caption : ''),
    ...rest,
  }
  const label = textOf(sample, 'cls')
  if (label !== null) record.cls = label.trim()
  // What the JSON says otherwise than the names and the text is kept beside them.
  if (key !== undefined && key !== sample.key) record['json.key'] = key
  if (caption !== undefined && caption !== record.caption) record['json.caption'] = caption
  return record
}
