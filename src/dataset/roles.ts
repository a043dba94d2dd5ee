import { ROLES, type Role, type RoleOverrides } from '../pair/role'

/** A leaf column of a Parquet schema. */
export interface LeafColumn {
  /** Path joined by '.', e.g. `image.bytes`, `captions.list.element`. */
  readonly path: string
  readonly type: 'string' | 'binary' | 'integer' | 'float' | 'boolean' | 'other'
  /** Inside a list or map. */
  readonly repeated: boolean
  /**
   * How a row's value is reached, where `path` is not simply the column's name: names of fields, and 0 for the first
   * element of a list, e.g. `['images', 0, 'bytes']`. Absent for top-level columns and for what no value can be picked from.
   */
  readonly steps?: readonly (string | 0)[]
  /** Its texts only speak of pictures that lie beside the rows in the same file, as the parts of a webdataset's samples do. */
  readonly isPicture?: boolean
}

/** Which column plays each role; an absent role is absent from the data. */
export type RoleMap = { readonly [R in Role]?: LeafColumn }

const PICTURE_NAMES = ['image', 'jpg', 'jpeg', 'png', 'webp', 'picture', 'img', 'images']

/**
 * Aliases by role, best first, compared without case and without what a list adds to a path. Sources: the TFDS, Spark,
 * img2dataset, clip-retrieval, LAION-5B, laion-coco, COYO, DataComp and SBU schemas.
 */
const ALIASES: { readonly [R in Role]: readonly string[] } = {
  caption: ['caption', 'text', 'txt', 'top_caption', 'captions', 'all_captions'],
  url: ['url', 'image_url', 'image_urls', 'urls'],
  picture: PICTURE_NAMES.flatMap((name) => [`${name}.bytes`, name]),
  nsfw: ['nsfw', 'punsafe', 'nsfw_score_opennsfw2', 'nsfw_score_gantman'],
  similarity: ['similarity', 'clip_b32_similarity_score', 'clip_similarity_vitb32', 'clip_l14_similarity_score', 'clip_similarity_vitl14'],
  licence: ['license', 'licence'],
  width: ['original_width', 'width'],
  height: ['original_height', 'height'],
}

/** Parts of webdataset samples have names of their own, as in `source.jpg` and `edit.txt`: their endings tell. */
const PARTS: { readonly [R in Role]?: RegExp } = {
  caption: /\.txt$/i,
  picture: /(?:^|\.)(?:jpe?g|png|webp|gif|avif|bmp)$/i,
}

interface Needs {
  readonly types: readonly LeafColumn['type'][]
  /** The first element of a list will do. */
  readonly list: boolean
}

const NEEDS: { readonly [R in Role]: Needs } = {
  caption: { types: ['string'], list: true },
  url: { types: ['string'], list: true },
  picture: { types: ['binary'], list: true },
  nsfw: { types: ['string', 'integer', 'float', 'boolean'], list: false },
  similarity: { types: ['float'], list: false },
  licence: { types: ['string'], list: false },
  width: { types: ['integer', 'float'], list: false },
  height: { types: ['integer', 'float'], list: false },
}

/** A column's name as people say it: its path without what a list adds, e.g. `images.bytes` for `images.list.element.bytes`. */
export function columnName({ path, steps }: LeafColumn): string {
  return steps ? steps.filter((step) => step !== 0).join('.') : path
}

/** Whether a query can name a column: SQL has no way to write NUL. */
export function canBeNamed({ path }: LeafColumn): boolean {
  return !path.includes('\0')
}

/** Whether a column's type lets it play a role. */
export function canPlay(role: Role, column: LeafColumn): boolean {
  const { type, repeated, steps, isPicture = false } = column
  if (isPicture) return role === 'picture'
  const { types, list } = NEEDS[role]
  const reachable = !repeated || (list && steps?.filter((step) => step === 0).length === 1)
  return reachable && types.includes(type) && canBeNamed(column)
}

/**
 * Each role's column: the person's own choice where a shard has such a column of a fitting type, else by name and type,
 * where the first alias present wins, and after all aliases the first part of a webdataset's sample that is of a fitting kind.
 */
export function recogniseRoles(columns: readonly LeafColumn[], overrides: RoleOverrides | null = null): RoleMap {
  const roles: { [R in Role]?: LeafColumn } = {}
  for (const role of ROLES) {
    const chosen = overrides?.[role]
    if (chosen === '') continue
    const fitting = columns.filter((column) => canPlay(role, column))
    const byName = () =>
      ALIASES[role]
        .map((alias) =>
          fitting.find(
            (column) =>
              columnName(column)
                .toLowerCase()
                .replace(/\.txt$/, '') === alias,
          ),
        )
        .find((column) => column !== undefined)
    const byEnding = () => fitting.find((column) => PARTS[role]?.test(columnName(column)))
    const column = fitting.find(({ path }) => path === chosen) ?? byName() ?? byEnding()
    if (column) roles[role] = column
  }
  return roles
}

/** A shard can be shown when a picture can be had: by its bytes or by its address. */
export function isUsable(roles: RoleMap): boolean {
  return roles.url !== undefined || roles.picture !== undefined
}

/** Names a schema: the same for the same names and types in the same order, in every session. */
export function schemaId(columns: readonly LeafColumn[]): string {
  const text = JSON.stringify(columns.map(({ path, type }) => [path, type]))
  // FNV-1a from two offsets: 64 bits make a chance meeting of the few schemas a person opens nothing to think of.
  return [0x811c9dc5, 0x01000193].map((offset) => fnv1a(text, offset).toString(16).padStart(8, '0')).join('')
}

function fnv1a(text: string, offset: number): number {
  let hash = offset
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
