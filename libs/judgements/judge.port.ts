/**
 * A model that judges answers, behind an endpoint outside: everything it is asked leaves this installation. Throws JudgeFault alone.
 */
export interface Judge {
  readonly host: string;
  readonly model: string;
  /** One question, answered by one text; asked once, without a second try. */
  ask(question: JudgeQuestion): Promise<JudgeAnswer>;
}
export interface JudgeQuestion {
  system: string;
  user: string;
  maxTokens: number;
}
export interface JudgeAnswer {
  text: string;
  promptTokens: number;
  completionTokens: number;
}

/** `busy`: worth another try. `refused`: will not change by itself. */
export type JudgeFaultKind = 'busy' | 'refused';

/** Why a question came to no answer; the message is fit for the project's members. */
export class JudgeFault extends Error {
  override readonly name = 'JudgeFault';
  constructor(
    readonly kind: JudgeFaultKind,
    message: string,
    readonly over: {
      retryAfterSeconds?: number | null;
      /** The model may have answered, and the answer was lost. */
      mayHaveCost?: boolean;
    } = {},
  ) {
    super(message);
  }
}

/** What the operator has set; null: no text leaves. */
export interface JudgeSettings {
  judge: Judge;
  /** The most calls of one judgement. */
  maxCalls: number;
}
/** DI token of JudgeSettings or null. */
export const JUDGE = 'JUDGE';
