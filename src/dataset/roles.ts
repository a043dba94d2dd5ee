/** The parts a column can play in a pair. `picture` is image bytes, possibly inside a struct (`image.bytes`). */
export type Role = 'caption' | 'url' | 'nsfw' | 'licence' | 'width' | 'height' | 'similarity' | 'picture'

/** A leaf column of a Parquet schema. */
export interface LeafColumn {
  /** Path joined by '.', e.g. `image.bytes`. */
  readonly path: string
  readonly type: 'string' | 'binary' | 'integer' | 'float' | 'boolean' | 'other'
  /** Inside a list or map: no scalar role can use it. */
  readonly repeated: boolean
}

/** Which column plays each role; an absent role is absent from the data. */
export type RoleMap = { readonly [R in Role]?: LeafColumn }

/** Aliases by role, best first, compared without case. Sources: laion400m TFDS and Spark schemas, img2dataset, COYO, DataComp. */
const ALIASES: { readonly [R in Role]: readonly string[] } = {
  caption: ['caption', 'text', 'txt', 'top_caption'],
  url: ['url', 'image_url', 'image_urls'],
  nsfw: ['nsfw'],
  licence: ['license', 'licence'],
  width: ['original_width', 'width'],
  height: ['original_height', 'height'],
  similarity: ['similarity', 'clip_b32_similarity_score', 'clip_similarity_vitb32'],
  picture: ['image.bytes', 'image', 'jpg', 'jpg.bytes', 'png'],
}

const TYPES: { readonly [R in Role]: readonly LeafColumn['type'][] } = {
  caption: ['string'],
  url: ['string'],
  nsfw: ['string', 'integer'],
  licence: ['string'],
  width: ['integer', 'float'],
  height: ['integer', 'float'],
  similarity: ['float'],
  picture: ['binary'],
}

const ROLES = Object.keys(ALIASES) as Role[]

/** Recognises each role's column by its name and type; the first alias present wins. */
export function recogniseRoles(columns: readonly LeafColumn[]): RoleMap {
  const roles: { [R in Role]?: LeafColumn } = {}
  for (const role of ROLES) {
    for (const alias of ALIASES[role]) {
      const column = columns.find((leaf) => !leaf.repeated && leaf.path.toLowerCase() === alias && TYPES[role].includes(leaf.type))
      if (column) {
        roles[role] = column
        break
      }
    }
  }
  return roles
}

/** A shard can be shown when a picture can be had: by its bytes or by its address. */
export function isUsable(roles: RoleMap): boolean {
  return roles.url !== undefined || roles.picture !== undefined
}
