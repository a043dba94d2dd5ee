import { bytes, expected, SQUARE, url, type Layout } from './layout'

/** Tables that hold the pictures themselves, as TensorFlow Datasets and the Hub do. */
export const PICTURE_LAYOUTS: readonly Layout[] = [
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
