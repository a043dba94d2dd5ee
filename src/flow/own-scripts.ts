/** The part of Trusted Types that is used here (https://www.w3.org/TR/trusted-types/); TypeScript's library does not know it yet. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): unknown
}

/**
 * The address of a script, if it lies in the folder, or below it, of what asks for it.
 * @throws TypeError for any other address, and for what is none.
 */
export function ownScript(address: string, base: string): string {
  const folder = new URL('.', base)
  const script = new URL(address, base)
  if (script.origin !== folder.origin || !script.pathname.startsWith(folder.pathname))
    throw new TypeError(`Only scripts of this page may run, and ${script.origin} is another place.`)
  return script.href
}

/**
 * Lets this page, or this worker, start workers from files of its own and from nowhere else. It is the default policy, so that workers are
 * made in the one way that bundlers understand; without it the page's Content Security Policy lets none start. Once in each realm.
 * Browsers without Trusted Types need no leave.
 */
export function allowOwnScripts(): void {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes }
  trustedTypes?.createPolicy('default', { createScriptURL: (address) => ownScript(address, location.href) })
}
