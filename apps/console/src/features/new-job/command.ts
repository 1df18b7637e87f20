/** The whole request for the command line: not every setting has an option of its own. */
export const commandOf = (body: object): string =>
  `luthier finetune --file /dev/stdin <<'EOF'\n${JSON.stringify(body, null, 2)}\nEOF`;
