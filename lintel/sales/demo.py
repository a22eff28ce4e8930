def deals(story, halls):
    pass
