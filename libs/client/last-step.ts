/** Figures of a training's result that its last logged step alone gave: with a small batch, mostly noise. */
const OF_LAST_STEP = /^(train_loss|train_mean_token_accuracy|grad_norm|kl|rewards_\w+)$/;

export const isOfLastStep = (metric: string): boolean => OF_LAST_STEP.test(metric);
