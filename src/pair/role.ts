/** The parts a column can play in a pair, in the order shown. `picture` is image bytes, possibly inside a struct (`image.bytes`). */
export const ROLES = ['caption', 'url', 'picture', 'nsfw', 'similarity', 'licence', 'width', 'height'] as const
export type Role = (typeof ROLES)[number]

/** A person's own choice of columns: the path of the leaf column that plays a role, or '' for none. Absent roles are recognised by name. */
export type RoleOverrides = { readonly [R in Role]?: string }
