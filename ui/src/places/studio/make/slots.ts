import type { InputRole, PictureRuleView, TakenInput } from "$wire/generated/index";

/** A picture to start from, in its slot of the form. */
export interface Slot extends TakenInput {
  role: InputRole;
}

/** The roles of a rule, each once, and how many pictures each takes. */
export function rooms(rule: PictureRuleView): { role: InputRole; most: number }[] {
  const roles = [...new Set(rule.roles)];
  return roles.map((role) => ({
    role,
    most: roles.length === 1 ? rule.most : rule.roles.filter((each) => each === role).length,
  }));
}

/** The first role that has room for one more. */
export function freeRole(rule: PictureRuleView, slots: readonly Slot[]): InputRole | undefined {
  return rooms(rule).find(({ role, most }) => count(slots, role) < most)?.role;
}

/** In the order that the platform wants; of a role with too many the newest stay. */
export function placed(slots: readonly Slot[], rule: PictureRuleView): Slot[] {
  return rooms(rule).flatMap(({ role, most }) =>
    slots.filter((slot) => slot.role === role).slice(-most),
  );
}

/** The pictures of another form, as far as this one has room: what has no role here takes one that is free. */
export function refitted(slots: readonly Slot[], rule: PictureRuleView): Slot[] {
  let kept: Slot[] = slots.filter((slot) => rule.roles.includes(slot.role));
  for (const slot of slots) {
    const role = freeRole(rule, kept);
    if (!rule.roles.includes(slot.role) && role !== undefined) kept = [...kept, { ...slot, role }];
  }
  return placed(kept, rule);
}

function count(slots: readonly Slot[], role: InputRole): number {
  return slots.filter((slot) => slot.role === role).length;
}
