import type { Storage } from '@tegata/storage'
import type { Handler } from '../http/route.ts'
import { logoOf } from '../ui/branding.ts'
import { realmOf, sendError } from '../journey/reading.ts'

type Needs = { storage: { realms: Pick<Storage['realms'], 'file'> } }

/** The logo of a realm: pictures that we wrote ourselves, of a type that we say, never anything that a browser would run. */
export const createShowLogo = ({ storage }: Needs): Handler => async (ctx) => {
  const realm = realmOf(ctx)
  const logo = logoOf(realm)
  const file = logo?.href === ctx.path ? await storage.realms.file(realm.id, 'logo') : undefined
  if (logo === null || file === undefined || file.hash !== realm.settings.branding.logo?.hash) return sendError(ctx, Date.now(), 'not-found')
  ctx.type = logo.type
  ctx.set('Content-Security-Policy', "default-src 'none'; sandbox")
  ctx.set('Cache-Control', 'public, max-age=31536000, immutable')
  ctx.body = Buffer.from(file.bytes)
}
