/** Which of the fields are not the same in both. */
export const differing = <V extends object>(
  one: V,
  other: V,
  fields: readonly (keyof V & string)[],
): (keyof V & string)[] =>
  fields.filter((field) => JSON.stringify(one[field]) !== JSON.stringify(other[field]));
