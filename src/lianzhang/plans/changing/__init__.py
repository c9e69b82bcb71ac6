"""How a plan is changed on the screens: proposed as a workbook or by a form, looked at, let take effect by another."""
