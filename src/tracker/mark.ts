/**
 * What a tracker that runs leaves for a second copy of the script, which a second tag brings: `sib` has the first one take
 * over what that tag says. It stands on an object of the page that no script makes anew and no element can cover, unlike
 * members of `window` and `document`.
 */
export const mark = history as { sib?: () => void }
