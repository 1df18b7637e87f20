/** DI tokens of what is no class of its own; provided once by libs/platform/platform.module.ts. */
export const CONFIG = 'CONFIG';
export const LOGGER = 'LOGGER';
export const CLOCK = 'CLOCK';
/** Handlers of the worker: `Handler[]`, collected by each slice module. */
export const HANDLERS = 'HANDLERS';
