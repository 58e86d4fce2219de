// The manager window's screens: {name, at, act?}.

export const scenes = [];
