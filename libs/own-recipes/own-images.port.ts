/** Where the images of own recipes lie. */
export interface OwnImages {
  /** Why the image cannot run here; null where it can. Throws Error where nobody answers. */
  fault(image: string): Promise<string | null>;
}
