import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto'

/**
 * Ciphertext as it stands in a column: version 1, key id (4 bytes), nonce (12), body, tag (16). AES-256-GCM; the place
 * of the cell is the additional data, so that a copy in another row, column or table no longer opens.
 */
const version = 1
const headerBytes = 5
const nonceBytes = 12
const tagBytes = 16
const options = { authTagLength: tagBytes }

export function encrypt(key: KeyObject, keyId: number, place: string, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, options).setAAD(Buffer.from(place))
  return Buffer.concat([header(keyId), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Throws when the key, the place or a byte is wrong. */
export function decrypt(key: KeyObject, place: string, sealed: Uint8Array): Buffer {
  const nonce = sealed.subarray(headerBytes, headerBytes + nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, options)
    .setAAD(Buffer.from(place))
    .setAuthTag(sealed.subarray(-tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(headerBytes + nonceBytes, -tagBytes)), decipher.final()])
}

/** The first bytes of everything sealed with this key: how a key's rows are found. */
export function header(keyId: number): Buffer {
  const bytes = Buffer.alloc(headerBytes, version)
  bytes.writeUInt32BE(keyId, 1)
  return bytes
}

export function keyIdOf(sealed: Uint8Array): number {
  if (sealed[0] !== version || sealed.length < headerBytes + nonceBytes + tagBytes) throw new Error('Not a sealed value')
  return Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).readUInt32BE(1)
}
