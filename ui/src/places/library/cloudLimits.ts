/** The longest name the platform gives a knowledge base. */
export const NAME_LENGTH = 100;
/** The longest question it takes. */
export const QUERY_LENGTH = 1000;
