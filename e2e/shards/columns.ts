import { literal, native } from '../native'
import { cached } from './cache'
import { PICTURES } from './laion'

export const COLUMN_ROWS = 12_000
/** What a name may be at its worst: 300 characters with everything that ends a string, a tag, an address or an escape. */
export const HOSTILE_COLUMN = `"';<img src=x onerror=alert(1)>%3C%;=&|+#..🦊 `.padEnd(300, 'long')

/**
 * Rows with columns that play no role, their junk among them; `lacking` leaves those columns out. What stands around them keeps them out
 * of what is fetched for others, and out of the file's tail.
 */
export function columnShard(lacking = false): Promise<string> {
  return cached(`columns-${lacking ? 'lacking' : 'whole'}`, { COLUMN_ROWS, HOSTILE_COLUMN }, async (path) => {
    const own = `
      CASE WHEN i % 50 = 7 THEN 'NaN'::FLOAT WHEN i % 50 = 8 THEN NULL ELSE (3 + (hash(i) % 4000) / 1000.0)::FLOAT END AS aesthetic,
      CASE i % 10 WHEN 0 THEN 'failed_to_download' WHEN 1 THEN NULL WHEN 2 THEN ' success '
        WHEN 3 THEN 'x|y, 5..7 & <b>' ELSE 'success' END AS status,
      CASE WHEN i % 9 = 0 THEN NULL ELSE hash(i * 3) % 4 = 0 END AS watermark,
      (hash(i * 5) % 12)::INTEGER AS "${HOSTILE_COLUMN.replaceAll('"', '""')}",`
    await native(`
      COPY (
        SELECT ${literal(`${PICTURES}/pictures/`)} || (i % 5000) || '.png' AS URL, 'picture number ' || i AS TEXT,
          CASE WHEN hash(i * 7) % 3 = 0 THEN 'NSFW' ELSE 'UNLIKELY' END AS NSFW,
          sha256(i::VARCHAR) AS before, ${lacking ? '' : own} sha256('x' || i) AS after
        FROM range(${COLUMN_ROWS}) t(i)
      ) TO ${literal(path)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 4096)`)
  })
}
