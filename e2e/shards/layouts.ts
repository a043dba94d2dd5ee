import { literal, native } from '../native'
import { png } from '../server/png'
import { cached } from './cache'
import { PICTURES } from './laion'

/** Datasets in the field's own layouts: the names, types and order of columns that their writers give them, with their junk. */
export interface Layout {
  readonly name: string
  /** SQL type by column, in file order. */
  readonly columns: Readonly<Record<string, string>>
  /** A row's values as SQL, in the order of the columns. */
  readonly rows: readonly (readonly string[])[]
  /** The column that plays each role, as the mapping panel names it. */
  readonly roles: Readonly<Record<string, string>>
  /** What every row is as a pair. Zero and null: the row does not say. */
  readonly pairs: readonly ExpectedPair[]
}

export interface ExpectedPair {
  readonly caption: string
  readonly url: string | null
  /** Index into UNLIKELY, UNSURE, NSFW, UNTAGGED. */
  readonly nsfw: number
  readonly similarity: number | null
  readonly width: number
  readonly height: number
  readonly hasPicture: boolean
}

const address = (row: number): string => `${PICTURES}/pictures/${row}.png`
const url = (row: number): string => literal(address(row))
const PICTURE = png(7, 64, 48)
const bytes = `from_hex('${Buffer.from(PICTURE).toString('hex')}')`

function expected(row: number, caption: string, rest: Partial<ExpectedPair> = {}): ExpectedPair {
  return { caption, url: address(row), nsfw: 3, similarity: null, width: 0, height: 0, hasPicture: false, ...rest }
}

const SQUARE = { width: 640, height: 480 }

export const LAYOUTS: readonly Layout[] = [
  {
    name: 'tfds-images',
    columns: {
      caption: 'VARCHAR',
      image: 'BLOB',
      license: 'VARCHAR',
      nsfw: 'BIGINT',
      original_height: 'INTEGER',
      original_width: 'INTEGER',
      similarity: 'DOUBLE',
      url: 'VARCHAR',
    },
    rows: [
      ["'a boat'", bytes, "'?'", '0', '480', '640', '0.31', url(0)],
      ["'a harbour'", bytes, "''", '1', '480', '640', '-1.0', url(1)],
      ["'a net'", bytes, "'https://creativecommons.org/licenses/by/2.0/kr/'", '2', '480', '640', '0.4', url(2)],
      ["'a gull'", bytes, "'?'", '3', '480', '640', '0.5', url(3)],
      ["'a crab'", bytes, 'NULL', '17', '480', '640', '0.5', url(4)],
    ],
    roles: {
      caption: 'caption',
      url: 'url',
      picture: 'image',
      nsfw: 'nsfw',
      similarity: 'similarity',
      licence: 'license',
      width: 'original_width',
      height: 'original_height',
    },
    pairs: [
      expected(0, 'a boat', { nsfw: 0, similarity: 0.31, ...SQUARE, hasPicture: true }),
      expected(1, 'a harbour', { nsfw: 1, ...SQUARE, hasPicture: true }),
      expected(2, 'a net', { nsfw: 2, similarity: 0.4, ...SQUARE, hasPicture: true }),
      expected(3, 'a gull', { similarity: 0.5, ...SQUARE, hasPicture: true }),
      expected(4, 'a crab', { similarity: 0.5, ...SQUARE, hasPicture: true }),
    ],
  },
  {
    name: 'laion-400m-raw',
    columns: {
      SAMPLE_ID: 'BIGINT',
      URL: 'VARCHAR',
      TEXT: 'VARCHAR',
      HEIGHT: 'INTEGER',
      WIDTH: 'INTEGER',
      LICENSE: 'VARCHAR',
      NSFW: 'VARCHAR',
      similarity: 'DOUBLE',
    },
    rows: [
      ['1', url(0), "'Salt &amp; pepper, 6&quot; tall &lt;b&gt;new&lt;/b&gt;'", '480', '640', "'?'", "'UNLIKELY'", '0.31'],
      ['2', url(1), "'&amp;lt;p&amp;gt; caf&eacute;'", '0', '0', "''", "'NSFW'", '0.0'],
      ['3', url(2), 'NULL', '480', '640', "'https://example.com/a whole page'", "'https://misaligned.example/'", '6016.0'],
      ['4', 'NULL', "'  two  spaces '", 'NULL', 'NULL', 'NULL', 'NULL', "'NaN'::DOUBLE"],
      ['5', "'not an address'", "''", '99999', '640', "'?'", "'0.3'", 'NULL'],
    ],
    roles: { caption: 'TEXT', url: 'URL', nsfw: 'NSFW', similarity: 'similarity', licence: 'LICENSE', width: 'WIDTH', height: 'HEIGHT' },
    pairs: [
      expected(0, 'Salt & pepper, 6" tall <b>new</b>', { nsfw: 0, similarity: 0.31, ...SQUARE }),
      expected(1, '&lt;p&gt; café', { nsfw: 2, similarity: 0 }),
      expected(2, '', SQUARE),
      expected(3, '  two  spaces ', { url: null }),
      expected(4, '', { url: 'not an address', width: 640, height: 65_535 }),
    ],
  },
  {
    name: 'img2dataset',
    columns: {
      NSFW: 'VARCHAR',
      similarity: 'DOUBLE',
      LICENSE: 'VARCHAR',
      caption: 'VARCHAR',
      url: 'VARCHAR',
      key: 'VARCHAR',
      status: 'VARCHAR',
      error_message: 'VARCHAR',
      width: 'INTEGER',
      height: 'INTEGER',
      original_width: 'INTEGER',
      original_height: 'INTEGER',
      exif: 'VARCHAR',
      sha256: 'VARCHAR',
    },
    rows: [
      ["'UNLIKELY'", '0.33', "'?'", "'a boat'", url(1), "'000010001'", "'success'", 'NULL', '256', '192', '640', '480', "'{}'", "'ab'"],
      [
        "'UNLIKELY'",
        '0.35',
        "'?'",
        "'a harbour'",
        url(0),
        "'000010000'",
        "'failed_to_download'",
        "'404'",
        'NULL',
        'NULL',
        'NULL',
        'NULL',
        'NULL',
        'NULL',
      ],
    ],
    roles: {
      caption: 'caption',
      url: 'url',
      nsfw: 'NSFW',
      similarity: 'similarity',
      licence: 'LICENSE',
      width: 'original_width',
      height: 'original_height',
    },
    pairs: [expected(1, 'a boat', { nsfw: 0, similarity: 0.33, ...SQUARE }), expected(0, 'a harbour', { nsfw: 0, similarity: 0.35 })],
  },
  {
    name: 'img2dataset-1.5.3',
    columns: {
      NSFW: 'VARCHAR',
      similarity: 'DOUBLE',
      LICENSE: 'VARCHAR',
      caption: 'VARCHAR',
      url: 'VARCHAR',
      key: 'BIGINT',
      shard_id: 'BIGINT',
      status: 'VARCHAR',
      error_message: 'VARCHAR',
      width: 'DOUBLE',
      height: 'DOUBLE',
      exif: 'VARCHAR',
      original_width: 'DOUBLE',
      original_height: 'DOUBLE',
    },
    rows: [
      ["'UNSURE'", '0.33', "'?'", "'a boat'", url(0), '0', '1', "'success'", 'NULL', '256', '256', "'{}'", '640', '480'],
      [
        "'UNLIKELY'",
        '0.35',
        "'?'",
        "'a harbour'",
        url(1),
        '1',
        '1',
        "'failed_to_download'",
        "'timeout'",
        "'NaN'::DOUBLE",
        "'NaN'::DOUBLE",
        'NULL',
        "'NaN'::DOUBLE",
        "'NaN'::DOUBLE",
      ],
    ],
    roles: {
      caption: 'caption',
      url: 'url',
      nsfw: 'NSFW',
      similarity: 'similarity',
      licence: 'LICENSE',
      width: 'original_width',
      height: 'original_height',
    },
    pairs: [expected(0, 'a boat', { nsfw: 1, similarity: 0.33, ...SQUARE }), expected(1, 'a harbour', { nsfw: 0, similarity: 0.35 })],
  },
  {
    name: 'img2dataset-parquet',
    columns: {
      caption: 'VARCHAR',
      url: 'VARCHAR',
      key: 'VARCHAR',
      status: 'VARCHAR',
      width: 'INTEGER',
      height: 'INTEGER',
      jpg: 'BLOB',
      txt: 'VARCHAR',
    },
    rows: [
      ["'a boat'", url(0), "'000000000'", "'success'", '640', '480', bytes, "'a boat'"],
      ["'a harbour'", url(1), "'000000001'", "'failed_to_download'", 'NULL', 'NULL', 'NULL', "'a harbour'"],
    ],
    roles: { caption: 'caption', url: 'url', picture: 'jpg', width: 'width', height: 'height' },
    pairs: [expected(0, 'a boat', { ...SQUARE, hasPicture: true }), expected(1, 'a harbour', { hasPicture: true })],
  },
  {
    name: 'clip-retrieval',
    columns: {
      image_path: 'VARCHAR',
      caption: 'VARCHAR',
      NSFW: 'VARCHAR',
      similarity: 'DOUBLE',
      LICENSE: 'VARCHAR',
      url: 'VARCHAR',
      key: 'VARCHAR',
      status: 'VARCHAR',
      error_message: 'VARCHAR',
      width: 'INTEGER',
      height: 'INTEGER',
      original_width: 'INTEGER',
      original_height: 'INTEGER',
      exif: 'VARCHAR',
      md5: 'VARCHAR',
    },
    rows: [
      [
        "'00000/000000000.jpg'",
        "'a boat'",
        "'UNLIKELY'",
        '0.33',
        "'?'",
        url(0),
        "'000000000'",
        "'success'",
        'NULL',
        '256',
        '192',
        '640',
        '480',
        "'{}'",
        "'ab'",
      ],
    ],
    roles: {
      caption: 'caption',
      url: 'url',
      nsfw: 'NSFW',
      similarity: 'similarity',
      licence: 'LICENSE',
      width: 'original_width',
      height: 'original_height',
    },
    pairs: [expected(0, 'a boat', { nsfw: 0, similarity: 0.33, ...SQUARE })],
  },
  {
    name: 'laion-coco',
    columns: {
      URL: 'VARCHAR',
      TEXT: 'VARCHAR',
      WIDTH: 'INTEGER',
      HEIGHT: 'INTEGER',
      similarity: 'DOUBLE',
      hash: 'BIGINT',
      punsafe: 'DOUBLE',
      pwatermark: 'DOUBLE',
      top_caption: 'VARCHAR',
      all_captions: 'VARCHAR[]',
      all_similarities: 'DOUBLE[]',
    },
    rows: [
      [url(0), "'a boat'", '640', '480', '0.33', '-5', '0.02', '0.5', "'a boat at sea'", "['a boat at sea', 'water']", '[0.3, 0.2]'],
      [url(1), "'a harbour'", '640', '480', '0.33', '6', '0.3', 'NULL', "'a quay'", '[]', '[]'],
      [url(2), "'a net'", '640', '480', '0.33', '7', '0.9', 'NULL', 'NULL', 'NULL', 'NULL'],
      [url(3), "'a gull'", '640', '480', '0.33', '8', 'NULL', 'NULL', 'NULL', 'NULL', 'NULL'],
    ],
    roles: { caption: 'TEXT', url: 'URL', nsfw: 'punsafe', similarity: 'similarity', width: 'WIDTH', height: 'HEIGHT' },
    pairs: ['a boat', 'a harbour', 'a net', 'a gull'].map((caption, row) =>
      expected(row, caption, { nsfw: row, similarity: 0.33, ...SQUARE }),
    ),
  },
  {
    name: 'coyo',
    columns: {
      id: 'BIGINT',
      url: 'VARCHAR',
      text: 'VARCHAR',
      width: 'INTEGER',
      height: 'INTEGER',
      image_phash: 'VARCHAR',
      num_faces: 'INTEGER',
      clip_similarity_vitb32: 'FLOAT',
      clip_similarity_vitl14: 'FLOAT',
      nsfw_score_opennsfw2: 'FLOAT',
      nsfw_score_gantman: 'FLOAT',
      watermark_score: 'FLOAT',
      aesthetic_score_laion_v2: 'FLOAT',
    },
    rows: [
      ['1', url(0), "'a boat'", '640', '480', "'ff'", '0', '0.25', '0.25', '0.0625', '0.1', '0.2', '5'],
      ['2', url(1), "'a harbour'", '640', '480', "'ff'", '2', '0.5', '0.25', '0.75', '0.1', '0.2', '5'],
    ],
    roles: {
      caption: 'text',
      url: 'url',
      nsfw: 'nsfw_score_opennsfw2',
      similarity: 'clip_similarity_vitb32',
      width: 'width',
      height: 'height',
    },
    pairs: [
      expected(0, 'a boat', { nsfw: 0, similarity: 0.25, ...SQUARE }),
      expected(1, 'a harbour', { nsfw: 2, similarity: 0.5, ...SQUARE }),
    ],
  },
  {
    name: 'datacomp',
    columns: {
      uid: 'VARCHAR',
      url: 'VARCHAR',
      text: 'VARCHAR',
      original_width: 'INTEGER',
      original_height: 'INTEGER',
      clip_b32_similarity_score: 'FLOAT',
      clip_l14_similarity_score: 'FLOAT',
      face_bboxes: 'DOUBLE[][]',
      sha256: 'VARCHAR',
    },
    rows: [["'00ff'", url(0), "'a boat'", '640', '480', '0.25', '0.5', '[[0.1, 0.2, 0.3, 0.4]]', "'ab'"]],
    roles: { caption: 'text', url: 'url', similarity: 'clip_b32_similarity_score', width: 'original_width', height: 'original_height' },
    pairs: [expected(0, 'a boat', { similarity: 0.25, ...SQUARE })],
  },
  {
    name: 'sbu',
    columns: { image_urls: 'VARCHAR[]', captions: 'VARCHAR[]', user_ids: 'VARCHAR[]' },
    rows: [
      [`[${url(0)}, ${url(9)}]`, "['a boat', 'another']", "['kim']"],
      [`[${url(1)}]`, '[]', '[]'],
      ['[]', "['a net']", 'NULL'],
      ['NULL', 'NULL', 'NULL'],
    ],
    roles: { caption: 'captions', url: 'image_urls' },
    pairs: [expected(0, 'a boat'), expected(1, ''), expected(2, 'a net', { url: null }), expected(3, '', { url: null })],
  },
  {
    name: 'hub-image',
    columns: { image: 'STRUCT(bytes BLOB, path VARCHAR)', text: 'VARCHAR', nsfw: 'BOOLEAN' },
    rows: [
      [`{'bytes': ${bytes}, 'path': 'a.png'}`, "'a boat'", 'false'],
      ["{'bytes': NULL, 'path': 'b.png'}", "'a harbour'", 'true'],
      ['NULL', "'a net'", 'NULL'],
    ],
    roles: { caption: 'text', picture: 'image.bytes', nsfw: 'nsfw' },
    pairs: ['a boat', 'a harbour', 'a net'].map((caption, row) =>
      expected(row, caption, { url: null, nsfw: [0, 2, 3][row] ?? 3, hasPicture: true }),
    ),
  },
  {
    name: 'hub-images',
    columns: { images: 'STRUCT(bytes BLOB, path VARCHAR)[]', captions: 'VARCHAR[]', nsfw: 'UTINYINT' },
    rows: [
      [`[{'bytes': ${bytes}, 'path': 'a.png'}, {'bytes': ${bytes}, 'path': 'b.png'}]`, "['a boat', 'a ship']", '0'],
      ['[]', '[]', '255'],
    ],
    roles: { caption: 'captions', picture: 'images.bytes', nsfw: 'nsfw' },
    pairs: [expected(0, 'a boat', { url: null, nsfw: 0, hasPicture: true }), expected(1, '', { url: null, hasPicture: true })],
  },
  {
    name: 'lists-of-bytes',
    columns: { image: 'BLOB[]', txt: 'VARCHAR', nsfw: 'TINYINT' },
    rows: [[`[${bytes}]`, "'a boat'", '0']],
    roles: { caption: 'txt', picture: 'image', nsfw: 'nsfw' },
    pairs: [expected(0, 'a boat', { url: null, nsfw: 0, hasPicture: true })],
  },
]

/** The picture that layouts with bytes store. */
export { PICTURE as STORED_PICTURE }

/** The path of a layout's shard. */
export function layoutShard({ name, columns, rows }: Layout): Promise<string> {
  return cached(`layout-${name}`, { columns, rows }, async (path) => {
    const quoted = Object.keys(columns).map((column) => `"${column}"`)
    const typed = Object.entries(columns).map(([column, type]) => `"${column}"::${type} AS "${column}"`)
    const values = rows.map((row) => `(${row.join(', ')})`)
    await native(
      `COPY (SELECT ${typed.join(', ')} FROM (VALUES ${values.join(', ')}) t(${quoted.join(', ')})) TO ${literal(path)} ` +
        '(FORMAT parquet, COMPRESSION snappy)',
    )
  })
}
