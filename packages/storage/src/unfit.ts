/** The database or its key ring cannot be served from as it is. The message is a sentence that tells the operator what to do. */
export class Unfit extends Error {
  override readonly name = 'Unfit'
}
