"""HTTP's edge: Slack's own route behind the guard, the signed incident webhook, and liveness. No route for what is off."""
