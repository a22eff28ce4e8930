"""The rich screens of units: the board with its polls, bulk deeds with preview, unit sheets, comparison and paper cards."""
