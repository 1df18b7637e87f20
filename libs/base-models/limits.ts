/** The widest values that the job contract takes; limits.spec.ts holds them to it. */
export const TRAINING_LIMITS = {
  max_rank: 256,
  max_batch_size: 256,
  max_gradient_accumulation_steps: 1024,
  max_epochs: 50,
  max_learning_rate: 1,
  max_seq_length: 1_048_576,
} as const;

/** What a fine-tune of this model may ask for. */
export const limitsView = (row: { id: string; contextLength: number | null }) => ({
  object: 'base_model.limits' as const,
  base_model: row.id,
  methods: ['sft', 'dpo', 'kto', 'orpo'],
  adapters: ['lora', 'qlora', 'none'],
  target_modules: ['all-linear'],
  ...TRAINING_LIMITS,
  max_seq_length: Math.min(
    row.contextLength ?? TRAINING_LIMITS.max_seq_length,
    TRAINING_LIMITS.max_seq_length,
  ),
});
